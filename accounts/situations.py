"""What can go wrong with people and organisations; actions raise these, views answer in words."""


class WrongStep(Exception):
    """The thing cannot go from its present state to the wanted one, or somebody was quicker."""


class TooYoung(Exception):
    """Below 14 there is no account; nothing was stored."""


class MailboxTaken(Exception):
    """An account with this address exists already."""


class LastOwner(Exception):
    """The last person who may manage an organisation cannot leave."""


class AlreadyMember(Exception):
    """The person belongs to the organisation, or an invitation to the address is open."""


class LinkSpent(Exception):
    """The link was used, ended or never existed."""


class NotTheInvited(Exception):
    """The invitation is bound to another address, or young people's accounts cannot act for organisations."""


class WrongRole(Exception):
    """This kind of organisation has no such role."""


class ChecksMissing(Exception):
    """One of the two looks (register, call back) has not been taken yet."""


class ReasonMissing(Exception):
    """A refusal needs words for the other side."""


class WrongMailbox(Exception):
    """A guardian's address must not be the pupil's own nor that of another young person."""


class NotNeeded(Exception):
    """At this age nobody has to be asked."""


class AlreadyAsked(Exception):
    """A question to a guardian is open or answered with yes."""


class TooEarly(Exception):
    """After a no there are 30 days before the next question."""


class NeedsPerson(Exception):
    """After three failed questions a person helps."""
