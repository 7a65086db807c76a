"""Patients: what treatments do over months, who is ill, what tests tell. Nothing here prints."""
