"""Messages: whatever a customer is told, from the plan to its end.

Promise: nobody is told the same thing twice, and what became of each message is known, or said to be unknown.
"""
