from . import (
    test_order_credit,
    test_order_credit_tours,
    test_order_menus,
    test_order_terms,
    test_sales_team,
    test_uninvoiced,
    test_weak_signals,
)
