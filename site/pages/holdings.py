"""What the editors' part and the content system hold of a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal import Holding, acts, declare

EDITING = _("Arbeit in der Redaktion: Wer sie tat, steht dort nur als Nummer.")

declare(
    Holding(
        "pages.SelectionPage",
        ("author",),
        title=_("Meine Auswahl"),
        columns=("title", "intro", "first_published_at"),
        stays=_("Die Klasse behält den Link; der Name ist weg."),
    ),
    Holding("wagtailusers.UserProfile", ("user",), left_out=EDITING, deletes=True),
    Holding("wagtailadmin.EditingSession", ("user",), left_out=EDITING, deletes=True),
    Holding("wagtailadmin.FormState", ("user",), left_out=EDITING, deletes=True),
    Holding("wagtailcore.APIToken", ("user",), left_out=EDITING, deletes=True),
    Holding("wagtailcore.PageSubscription", ("user",), left_out=EDITING, deletes=True),
)
acts(
    "wagtailcore.Comment.user",
    "wagtailcore.Comment.resolved_by",
    "wagtailcore.CommentReply.user",
    "wagtailcore.ModelLogEntry.user",
    "wagtailcore.Page.locked_by",
    "wagtailcore.Page.owner",
    "wagtailcore.PageLogEntry.user",
    "wagtailcore.Revision.user",
    "wagtailcore.TaskState.finished_by",
    "wagtailcore.UploadedFile.uploaded_by_user",
    "wagtailcore.WorkflowState.requested_by",
    "wagtaildocs.Document.uploaded_by_user",
    "wagtailimages.Image.uploaded_by_user",
)
