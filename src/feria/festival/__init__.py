"""The festival document: one YAML file that says what happens when, for whom, at which price (R1.5)."""

from feria.festival.adding import NotAList, WishedGood, WishedRush, with_rush
from feria.festival.catalogue import KnownCatalogue
from feria.festival.document import (
    Channel,
    CouponDesign,
    Document,
    Milestone,
    Moment,
    Period,
    Phase,
    Target,
    Task,
    Venue,
)
from feria.festival.groups import GroupDesign, group_price, group_tag
from feria.festival.instants import instant_or_problem, parse_instant
from feria.festival.ladders import LadderDesign, Rung
from feria.festival.load import Loaded, check, load
from feria.festival.presales import PresaleDesign, PresaleGood
from feria.festival.problems import Place, Problem
from feria.festival.rushes import RushDesign, RushGood, session_code
from feria.festival.schema import json_schema
from feria.festival.wording import say

__all__ = [
    "Channel",
    "CouponDesign",
    "Document",
    "GroupDesign",
    "KnownCatalogue",
    "LadderDesign",
    "Loaded",
    "Milestone",
    "Moment",
    "NotAList",
    "Period",
    "Phase",
    "Place",
    "PresaleDesign",
    "PresaleGood",
    "Problem",
    "Rung",
    "RushDesign",
    "RushGood",
    "Target",
    "Task",
    "Venue",
    "WishedGood",
    "WishedRush",
    "check",
    "group_price",
    "group_tag",
    "instant_or_problem",
    "json_schema",
    "load",
    "parse_instant",
    "say",
    "session_code",
    "with_rush",
]
