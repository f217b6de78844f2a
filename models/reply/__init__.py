from . import (
    dunning_payment_notice,
    dunning_payment_notice_line,
    dunning_reply,
    dunning_reply_kind,
    dunning_reply_outcome,
    dunning_reply_sender,
    dunning_task_reply,
    invoice_health,
    mail_thread,
)
