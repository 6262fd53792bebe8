"""Connections of a workload: list, make, test, remove, and the role's templates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.collection.domain import connect, policy
from reviewapp.collection.domain.identity import trusted_principal
from reviewapp.collection.forms import CONNECTED, ConnectionForm
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Connection, ConnectionKind, Workload

from .rollout import tests_state

PER_PAGE = 100
_SHOWN = {"not_reached": Q(last_test__ok=False), "untested": Q(last_tested_at=None)}


@require_safe
@workload_view(home=True)
def connections(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    wanted = request.GET.get("state", "")
    found = workload.connections.filter(_SHOWN.get(wanted, Q())).order_by("account_id")
    context = {
        "workload": workload,
        "wanted": wanted if wanted in _SHOWN else "",
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        **tests_state(workload),
    }
    return render(request, "collection/connections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read="lead", home=True)
def connection_create(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    form = ConnectionForm(_sent(request), workload=workload, initial=_first_gap(workload))
    if request.method == "POST" and form.is_valid():
        try:
            made = connect.add_connection(workload=workload, **form.cleaned_data)
        except connect.AlreadyConnected:
            form.add_error("account_id", CONNECTED)
        else:
            messages.success(
                request,
                _("Connection to account %(account)s added.") % {"account": made.account_id},
            )
            return _to(made)
    return _form_page(request, workload, form)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read="lead", home=True)
def connection_edit(
    request: HttpRequest, *, workload: Workload, connection_id: str
) -> HttpResponse:
    connection = get_object_or_404(workload.connections, pk=connection_id)
    form = ConnectionForm(_sent(request), workload=workload, instance=connection)
    if request.method == "POST" and form.is_valid():
        connect.change_connection(
            connection, kind=form.cleaned_data["kind"], role_arn=form.cleaned_data["role_arn"]
        )
        messages.success(request, _("Connection saved. Test it again."))
        return _to(connection)
    return _form_page(request, workload, form)


@require_safe
@workload_view(home=True)
def connection_detail(
    request: HttpRequest, *, workload: Workload, connection_id: str
) -> HttpResponse:
    connection = get_object_or_404(workload.connections, pk=connection_id)
    return render(request, "collection/connection.html", _detail(workload, connection))


@require_POST
@workload_view(home=True)
def connection_test(
    request: HttpRequest, *, workload: Workload, connection_id: str
) -> HttpResponse:
    connection = get_object_or_404(workload.connections, pk=connection_id)
    connect.test_connection(connection)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "collection/_test.html", _detail(workload, connection))
    return _to(connection)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read="lead", home=True)
def connection_remove(
    request: HttpRequest, *, workload: Workload, connection_id: str
) -> HttpResponse:
    connection = get_object_or_404(workload.connections, pk=connection_id)
    if request.method == "POST":
        connect.remove_connection(connection)
        messages.success(
            request,
            _("Connection to account %(account)s removed.") % {"account": connection.account_id},
        )
        return redirect("collection:connections", workload_id=workload.pk)
    context = {"workload": workload, "connection": connection}
    return render(request, "collection/connection_remove.html", context)


@require_safe
@workload_view(home=True)
def role_download(
    request: HttpRequest,  # noqa: ARG001 - a view takes a request
    *,
    workload: Workload,
    connection_id: str,
    form: str,
) -> HttpResponse:
    connection = get_object_or_404(workload.connections, pk=connection_id)
    documents = {document["form"]: document for document in _documents_of(connection)}
    if form not in documents:
        raise Http404
    document = documents[form]
    response = HttpResponse(document["text"], content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{document["file"]}"'
    return response


def _sent(request: HttpRequest) -> QueryDict | None:
    """An empty POST is a bad form and not a fresh page."""
    return request.POST if request.method == "POST" else None


def _to(connection: Connection) -> HttpResponse:
    return redirect(
        "collection:connection",
        workload_id=connection.workload_id,
        connection_id=connection.pk,
    )


def _form_page(request: HttpRequest, workload: Workload, form: ConnectionForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"workload": workload, "form": form, "connection": form.instance}
    return render(request, "collection/connection_form.html", context, status=status)


def _first_gap(workload: Workload) -> dict[str, str]:
    """The first account of the profile that has no connection yet."""
    connected = set(workload.connections.values_list("account_id", flat=True))
    gap = next((a for a in workload.account_ids if a not in connected), "")
    return {"account_id": gap}


def _detail(workload: Workload, connection: Connection) -> dict[str, object]:
    return {
        "workload": workload,
        "connection": connection,
        "test": connection.last_test,
        "documents": _documents_of(connection),
        "actions_count": len(policy.actions()),
    }


def _documents_of(connection: Connection) -> list[dict[str, str]]:
    """Of a role that is this connection's alone; one that is rolled out has a page of its own."""
    own = connection.kind == ConnectionKind.ROLE and not connection.rollout_id
    return _role_documents(connection) if own else []


def _role_documents(connection: Connection) -> list[dict[str, str]]:
    given = {"principal": trusted_principal(), "external_id": connection.external_id}
    return [
        {
            "form": "cloudformation",
            "label": _("CloudFormation template"),
            "file": "pillars-review-role.json",
            "text": policy.cloudformation(**given),
        },
        {
            "form": "terraform",
            "label": "Terraform",
            "file": "pillars-review-role.tf",
            "text": policy.terraform(**given),
        },
        {
            "form": "policy",
            "label": _("JSON policy"),
            "file": "pillars-review-policy.json",
            "text": policy.policy_json(),
        },
    ]
