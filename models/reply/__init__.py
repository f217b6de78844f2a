from . import (
    account_move,
    dunning_action_replies,
    dunning_payment_notice,
    dunning_payment_notice_line,
    dunning_profile_replies,
    dunning_reply,
    dunning_reply_address,
    dunning_reply_kind,
    dunning_reply_outcome,
    dunning_reply_sender,
    dunning_task_reply,
    mail_thread,
)
