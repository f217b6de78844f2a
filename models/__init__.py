# ruff: noqa: I001 (rooms in the order of the way: definers before those who extend)
from . import (
    shared,
    claim,
    action,
    delivery,
    balance,
    calendar,
    settings,
    plan,
    item,
    decision,
    run,
    customer,
    work,
    reply,
    forecast,
    figures,
)
