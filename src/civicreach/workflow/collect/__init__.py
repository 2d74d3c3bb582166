"""Collecting: accounts of a file, asked one by one, into an archive; planned before, diagnosed after."""

from .accounts import AccountList, Listed, read_accounts
from .collect import collect
from .plan import CollectionPlan, plan_collection
from .result import Collection, Outcome

__all__ = [
    "AccountList",
    "Collection",
    "CollectionPlan",
    "Listed",
    "Outcome",
    "collect",
    "plan_collection",
    "read_accounts",
]
