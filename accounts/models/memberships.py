"""Memberships: which person acts for which organisation, in which role, from when to when."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by what they allow today."""

    def active(self) -> "MembershipQuerySet":
        """Those that let a person act."""
        return self.filter(state=Membership.State.ACTIVE)

    def live(self) -> "MembershipQuerySet":
        """Active ones and open invitations."""
        return self.filter(state__in=Membership.LIVE)

    def owners(self) -> "MembershipQuerySet":
        """Active people who may invite and let go."""
        return self.active().filter(role__in=Membership.OWNER_ROLES)

    def visible_to(self, person: Any) -> "MembershipQuerySet":
        """Memberships of the organisations one belongs to, and one's own past ones."""
        if not person.is_authenticated:
            return self.none()
        own = Membership.objects.active().filter(user_id=person.pk).values("organisation_id")
        return self.filter(Q(organisation__in=own) | Q(user_id=person.pk))


class Membership(models.Model):
    """One person in one organisation; while invited the person may not exist yet."""

    class Role(models.TextChoices):
        FIRM_OWNER = "firm_owner", _("Inhaber:in")
        FIRM_STAFF = "firm_staff", _("Ansprechpartner:in")
        INSTRUCTOR = "instructor", _("Ausbilder:in")
        GUILD_MASTER = "guild_master", _("Obermeister:in")
        GUILD_OFFICE = "guild_office", _("Geschäftsstelle der Innung")
        APPRENTICE_WARDEN = "apprentice_warden", _("Lehrlingswart:in")
        DISTRICT_OFFICE = "district_office", _("Geschäftsstelle")
        CHAMBER_ADVISER = "chamber_adviser", _("Ausbildungsberater:in der Kammer")
        COUNSELLOR = "counsellor", _("Berufsberater:in")
        COMPANION = "companion", _("Begleiter:in")
        TEACHER = "teacher", _("Lehrkraft")
        CLUSTER_MANAGER = "cluster_manager", _("Clustermanager:in")
        PARTNER = "partner", _("Ansprechpartner:in des Partners")

    class State(models.TextChoices):
        INVITED = "invited", _("Eingeladen")
        ACTIVE = "active", _("Aktiv")
        ENDED = "ended", _("Beendet")

    NEXT: dict[str, set[str]] = {
        State.INVITED: {State.ACTIVE, State.ENDED},
        State.ACTIVE: {State.ENDED},
        State.ENDED: set(),
    }
    LIVE = (State.INVITED, State.ACTIVE)
    # Who may invite, let go and change the organisation; the last of them cannot leave.
    OWNER_ROLES = (
        Role.FIRM_OWNER,
        Role.GUILD_MASTER,
        Role.GUILD_OFFICE,
        Role.DISTRICT_OFFICE,
        Role.CHAMBER_ADVISER,
        Role.COUNSELLOR,
        Role.TEACHER,
        Role.CLUSTER_MANAGER,
        Role.PARTNER,
    )
    ADVISING_ROLES = (Role.COUNSELLOR, Role.COMPANION, Role.TEACHER)
    INVITATION_DAYS = 14

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role.choices)
    state = models.CharField(_("Stand"), max_length=10, choices=State.choices, default=State.ACTIVE)
    invited_email = models.EmailField(_("eingeladene Adresse"), blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_until = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(_("von"), default=clock.today)
    ends_on = models.DateField(_("bis"), null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        ordering = ["organisation_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state="active"),
                name="one_active_membership_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["invited_email", "organisation"],
                condition=Q(state="invited"),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(user__isnull=False), name="active_membership_has_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="invited") | (~Q(invited_email="") & Q(invited_until__isnull=False)),
                name="invitation_has_address_and_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.invited_email}, {self.get_role_display()}"

    @property
    def is_owner(self) -> bool:
        """May invite, let go and change the organisation."""
        return self.state == self.State.ACTIVE and self.role in self.OWNER_ROLES

    def can_become(self, state: str) -> bool:
        """Does a step lead from the present state to the wanted one?"""
        return state in self.NEXT[self.state]


class MembershipEvent(models.Model):
    """One step in the life of a membership; never changed."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, choices=Membership.State.choices)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


# Which roles exist in which kind of organisation (glossary 2); the first is the founder's at sign-up.
ROLES_OF_KIND: dict[str, tuple[str, ...]] = {
    "firm": (Membership.Role.FIRM_OWNER, Membership.Role.FIRM_STAFF, Membership.Role.INSTRUCTOR),
    "guild": (Membership.Role.GUILD_OFFICE, Membership.Role.GUILD_MASTER, Membership.Role.APPRENTICE_WARDEN),
    "district_association": (Membership.Role.DISTRICT_OFFICE,),
    "state_guild_association": (Membership.Role.DISTRICT_OFFICE,),
    "chamber": (Membership.Role.CHAMBER_ADVISER,),
    "school": (Membership.Role.TEACHER, Membership.Role.COMPANION),
    "vocational_school": (Membership.Role.TEACHER, Membership.Role.COMPANION),
    "training_centre": (Membership.Role.PARTNER, Membership.Role.TEACHER),
    "guidance_centre": (Membership.Role.COUNSELLOR, Membership.Role.COMPANION),
    "industry_network": (Membership.Role.CLUSTER_MANAGER, Membership.Role.PARTNER),
    "support_centre": (Membership.Role.PARTNER,),
    "university": (Membership.Role.PARTNER,),
    "carrier": (Membership.Role.PARTNER, Membership.Role.COMPANION),
}


def role_choices_of(kind: str) -> list[tuple[str, Any]]:
    """Roles with their labels that people can have in an organisation of this kind."""
    return [(role, Membership.Role(role).label) for role in ROLES_OF_KIND[kind]]
