"""What messaging tells the floors above, in the past tense and inside the writer's transaction."""

from django.dispatch import Signal

# message: Message; sent once for every text, a held one included
message_sent = Signal()
# conversation: Conversation, before: str
conversation_moved = Signal()
# sent with the report
report_decided = Signal()
# block: Block; the floors above end what waits between the two
pair_blocked = Signal()
# address: str; a mailbox began to send mails back; the floors above tell those who wait for somebody there
address_bounced = Signal()
