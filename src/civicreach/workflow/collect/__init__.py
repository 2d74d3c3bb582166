"""Collecting: accounts of a file, asked one by one, into an archive; planned before, diagnosed after."""

from civicreach.records.collection import Collection, Forecast, Outcome

from .accounts import AccountList, Listed, read_accounts
from .collect import collect
from .plan import CollectionPlan, plan_collection

__all__ = [
    "AccountList",
    "Collection",
    "CollectionPlan",
    "Forecast",
    "Listed",
    "Outcome",
    "collect",
    "plan_collection",
    "read_accounts",
]
