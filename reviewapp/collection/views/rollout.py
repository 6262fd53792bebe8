"""Rolling one role out into many accounts, and testing all connections."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviewapp.collection.domain import policy, stack_set
from reviewapp.collection.domain.connection_tests import start_connections_test
from reviewapp.collection.domain.identity import UNKNOWN, trusted_principal
from reviewapp.collection.domain.rollouts import Targets, targets_of
from reviewapp.collection.found import latest_tree
from reviewapp.jobs.domain import request_cancel
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Rollout, Workload


@require_safe
@workload_view(home=True)
def rollout(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The steps that bring the role into every account that was chosen."""
    found = Rollout.objects.filter(workload=workload).first()
    context: dict[str, Any] = {"workload": workload, "rollout": found, **tests_state(workload)}
    if found:
        principal, targets = trusted_principal(), _targets(found, workload)
        context |= {
            "accounts": found.connections.count(),
            "targets": targets,
            "principal": principal,
            "principal_unknown": principal == UNKNOWN,
            "create_line": stack_set.create_line(found, targets),
            "instances_line": stack_set.instances_line(found, targets),
            "update_line": stack_set.update_line(found),
            "terraform": stack_set.terraform(found, targets),
            "needs_targets": stack_set.TARGETS_FILE in stack_set.instances_line(found, targets),
            "template_file": stack_set.TEMPLATE_FILE,
            "targets_file": stack_set.TARGETS_FILE,
            "actions_count": len(policy.actions()),
        }
    return render(request, "collection/rollout.html", context)


@require_safe
@workload_view(home=True)
def rollout_download(
    request: HttpRequest,  # noqa: ARG001 - a view takes a request
    *,
    workload: Workload,
    form: str,
) -> HttpResponse:
    found = get_object_or_404(Rollout, workload=workload)
    if form == "template":
        name, text = stack_set.TEMPLATE_FILE, _template(found)
    elif form == "targets":
        name, text = stack_set.TARGETS_FILE, _targets(found, workload).as_json()
    elif form == "policy":
        name, text = "pillars-review-policy.json", policy.policy_json()
    elif form == "terraform":
        name = "pillars-review-stackset.tf"
        text = stack_set.terraform(found, _targets(found, workload))
    else:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@workload_view(home=True)
def connections_test(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    if not workload.connections.exists():
        messages.info(request, _("There is no connection to test."))
    else:
        thorough = request.POST.get("thorough") == "yes"
        start_connections_test(workload=workload, by=request.user, thorough=thorough)  # type: ignore[arg-type]
    return redirect("collection:connections", workload_id=workload.pk)


@require_safe
@workload_view(home=True)
def connections_test_progress(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """How far it is; the whole page anew once it has ended."""
    context = {"workload": workload, **tests_state(workload)}
    response = render(request, "collection/_connections_test.html", context)
    if context["test"] is None or not context["test"].is_active:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@workload_view(home=True)
def connections_test_cancel(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    found = workload.connection_tests.first()
    if found is None or not request_cancel(found):
        messages.info(request, _("It had ended already."))
    return redirect("collection:connections", workload_id=workload.pk)


def tests_state(workload: Workload) -> dict[str, Any]:
    """The newest test of all connections, and what the tests of each came to."""
    counted = workload.connections.aggregate(
        connections_total=Count("pk"),
        not_reached=Count("pk", filter=Q(last_test__ok=False)),
        untested=Count("pk", filter=Q(last_tested_at=None)),
    )
    return {"test": workload.connection_tests.first(), **counted}


def _targets(found: Rollout, workload: Workload) -> Targets:
    tree = latest_tree(workload)
    return targets_of(found, tree) if tree else Targets(())


def _template(found: Rollout) -> str:
    return policy.cloudformation(
        principal=trusted_principal(), external_id=found.external_id, role_name=found.role_name
    )
