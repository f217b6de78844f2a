"""Channels of contact: their codes, labels and the few facts the engine needs to know about each."""

EMAIL = "email"
SMS = "sms"
PHONE = "phone"
LETTER = "letter"
REGISTERED_LETTER = "registered_letter"
SERVER_ACTION = "server_action"

CHANNELS = [
    (EMAIL, "E-mail"),
    (SMS, "SMS"),
    (PHONE, "Phone call"),
    (LETTER, "Letter"),
    (REGISTERED_LETTER, "Registered letter"),
    (SERVER_ACTION, "Server action"),
]

# An item whose own step uses one of these advances to it when another step acts the same day:
# the message lists it. Calls, registered letters and server actions are never done by proxy.
BUNDLED_CHANNELS = (EMAIL, SMS, LETTER)

# A registered letter or a server action is about the items at that step only: nothing rides along.
EXCLUSIVE_CHANNELS = (REGISTERED_LETTER, SERVER_ACTION)

# These leave by themselves once approved; the others are done when a person reports it.
AUTOMATIC_CHANNELS = (EMAIL, SMS, SERVER_ACTION)

# These always need a person, whatever the step's mode says.
HUMAN_CHANNELS = (PHONE, REGISTERED_LETTER)

POSTAL_CHANNELS = (LETTER, REGISTERED_LETTER)

FALLBACK_CHANNELS = [choice for choice in CHANNELS if choice[0] != SERVER_ACTION]

ROLES = [
    ("payment", "Payment (accounts payable)"),
    ("invoice", "Invoice reception"),
    ("approval", "Approval (buyer)"),
    ("legal", "Legal representative"),
]

SEGMENTS = [("key", "Key account"), ("standard", "Standard"), ("small", "Small account")]
