"""Valid conversations, messages, reports and notices; situations are traits."""

from datetime import timedelta
from uuid import uuid4

import factory

from core import clock
from messaging.models import Conversation, Message, Notification, Participation, PhoneNumber, PushDevice, Report
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory


class ConversationFactory(factory.django.DjangoModelFactory):
    """An adult pupil and the owner of a checked firm; traits: minor, closed, frozen. `owner` may name the latter."""

    class Meta:
        model = Conversation
        skip_postgeneration_save = True

    class Params:
        minor = factory.Trait(pupil=factory.SubFactory(UserFactory, pupil_16=True))
        closed = factory.Trait(state=Conversation.State.CLOSED)
        frozen = factory.Trait(state=Conversation.State.FROZEN)

    pupil = factory.SubFactory(UserFactory, adult=True)
    organisation = factory.SubFactory(OrganisationFactory, verified=True)

    @factory.post_generation
    def owner(obj, create, extracted, **kwargs):  # noqa: N805 -- factory_boy hands over the object
        """Seats of the pupil and of one person who answers for the firm."""
        if not create:
            return
        person = extracted or UserFactory()
        if not person.memberships.filter(organisation=obj.organisation).exists():
            MembershipFactory(user=person, organisation=obj.organisation)
        ParticipationFactory(conversation=obj, user=obj.pupil, role=Participation.Role.PUPIL)
        ParticipationFactory(conversation=obj, user=person, role=Participation.Role.FIRM)
        obj.answering = person


class ParticipationFactory(factory.django.DjangoModelFactory):
    """A live seat."""

    class Meta:
        model = Participation

    conversation = factory.SubFactory(ConversationFactory)
    user = factory.SubFactory(UserFactory)
    role = Participation.Role.FIRM


class MessageFactory(factory.django.DjangoModelFactory):
    """The next numbered text of the pupil."""

    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    sender = factory.LazyAttribute(lambda made: made.conversation.pupil)
    role = Participation.Role.PUPIL
    body = "Darf ich schnuppern?"
    client_key = factory.LazyFunction(uuid4)

    @factory.lazy_attribute
    def seq(self):
        """The number after the last one, written back to the conversation."""
        self.conversation.last_seq += 1
        self.conversation.save(update_fields=["last_seq"])
        return self.conversation.last_seq


class ReportFactory(factory.django.DjangoModelFactory):
    """An anonymous report about a public page, not urgent."""

    class Meta:
        model = Report

    client_key = factory.LazyFunction(uuid4)
    reason = Report.Reason.WRONG_OFFER
    address = "/plaetze/1/"
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(hours=24))


class NotificationFactory(factory.django.DjangoModelFactory):
    """An unread notice about a new message."""

    class Meta:
        model = Notification

    user = factory.SubFactory(UserFactory)
    kind = "message_new"
    window = factory.Sequence(str)
    url = "/nachrichten/"


class PhoneNumberFactory(factory.django.DjangoModelFactory):
    """A confirmed mobile number."""

    class Meta:
        model = PhoneNumber

    user = factory.SubFactory(UserFactory)
    number = "+4915112345678"
    confirmed_at = factory.LazyFunction(clock.now)
    asked_at = factory.LazyFunction(clock.now)


class PushDeviceFactory(factory.django.DjangoModelFactory):
    """A browser of somebody that shows notices; nobody listens at its address."""

    class Meta:
        model = PushDevice

    user = factory.SubFactory(UserFactory)
    address = factory.Sequence(lambda number: f"https://push.example/{number}")
    point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    secret = "BTBZMqHH6r4Tts7J_aSIgg"
    label = "Chrome, Android"
