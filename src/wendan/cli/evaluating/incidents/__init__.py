"""Is what is unusual found within a minute, and does nothing cry wolf in a quiet month?"""
