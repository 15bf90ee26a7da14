"""Incidents: what a person must look at, as a case with owner, deadline, reason and recommended action.

Promise: a case is opened only where a machine cannot decide, and none is without an owner or a deadline.
"""
