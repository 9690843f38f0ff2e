"""Cheaper together: a group fills in time and its members are buyers, or everybody's money goes back (R2.14)."""
