"""Who may work on the profiles: groups, page rights and the four-eyes workflow."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from search.models.tables import TABLES

EDITOR, REVIEWER, PUBLISHER = "editor", "reviewer", "publisher"  # groups of staff (glossary 2)
PAGE_RIGHTS = {
    EDITOR: ("add_page", "change_page"),
    REVIEWER: ("change_page",),
    PUBLISHER: ("add_page", "change_page", "publish_page"),
}
SNIPPETS = ("trade", "synonym", "wordfield", "clue", "neighbour", "payrate", "formername")
# Rows from files are switched off, never deleted: the next load would bring them back.
KEPT = SNIPPETS
LANGUAGE = tuple(table._meta.model_name for table in TABLES)
WORKFLOW = "Vier Augen: Berufsprofile"


@transaction.atomic
def appoint_editors(index: Page, *, by=None) -> None:
    """Give the groups their rights below /berufe/ and set the workflow; a second run changes nothing."""
    for name, codes in PAGE_RIGHTS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*_admin_rights(name))
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codes):
            GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)
    _set_workflow(index)


def _admin_rights(name: str) -> list[Permission]:
    access = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    if name == REVIEWER:
        return list(access)
    verbs = ("add", "change", "delete") if name == PUBLISHER else ("add", "change")
    codes = [f"{verb}_{model}" for verb in verbs for model in SNIPPETS]
    # The list of trades is law: editors change words about a trade, nobody adds one here.
    codes = [code for code in codes if code not in {"add_trade", *(f"delete_{model}" for model in KEPT)}]
    language = [f"{verb}_{model}" for verb in ("add", "change") for model in LANGUAGE]
    return [
        *access,
        *Permission.objects.filter(content_type__app_label="trades", codename__in=codes),
        *Permission.objects.filter(content_type__app_label="search", codename__in=language),
    ]


def _set_workflow(index: Page) -> None:
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    task, fresh = GroupApprovalTask.objects.get_or_create(name="Berufsprofil prüfen")
    if fresh:
        task.groups.set(Group.objects.filter(name__in=[REVIEWER, PUBLISHER]))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})
