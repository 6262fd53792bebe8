"""The order in which the account is built: each step may use what the ones before it made."""

from . import MAIN, SECOND
from .advisers import build_advisers
from .ageing import age_everything
from .audit import build_audit
from .balancing import build_balancing, build_hurried_balancing
from .buckets import build_buckets
from .carrying import build_carriers
from .clients import Account
from .completing import complete_answers
from .containers import build_containers
from .costs import build_costs
from .databases import build_databases, build_hurried_databases
from .delivery import build_delivery
from .disks import build_disks
from .edge import build_certificates, build_edge
from .firewalls import build_firewalls
from .functions import build_functions
from .groups import build_groups
from .identity import build_identity
from .keys import build_keys
from .limits import build_limits
from .load import build_load
from .machines import build_hurried_machines, build_images, build_machines
from .messaging import build_events, build_queues, build_topics
from .monitoring import build_monitoring
from .network import Network, build_networks
from .operating import build_operating
from .recovery import build_recovery
from .secrets import build_secrets
from .stores import build_stores
from .tables import build_tables
from .usage import build_usage


def fill(account: Account) -> None:
    """Makes everything, one call after another: ids are then the same at every start."""
    keys = build_keys(account)
    build_identity(account)
    build_buckets(account, keys)
    production, hurried = build_networks(account)
    _serving(account, production, keys, hurried)
    _hurried(account, hurried)
    build_audit(account)
    build_advisers(account)
    build_delivery(account)
    build_recovery(account, keys)
    build_secrets(account, keys)
    build_costs(account)
    build_load(account)
    build_usage(account)
    build_limits(account)
    build_operating(account)
    complete_answers(account)
    age_everything()


def _serving(account: Account, network: Network, keys: dict[str, str], hurried: Network) -> None:
    walls = build_firewalls(account, network, hurried)
    images = build_images(account, MAIN)
    machines = build_machines(account, network, images)
    build_disks(account, machines)
    certificates = build_certificates(account)
    balancing = build_balancing(account, network, walls, certificates.balancers)
    build_groups(account, network, images, [balancing.web_targets])
    build_edge(account, balancing.shop, balancing.shop_name, certificates.network)
    build_databases(account, network, walls, keys)
    build_tables(account, keys)
    build_stores(account, network, walls)
    queues = build_queues(account)
    topics = build_topics(account, queues)
    build_carriers(account, network, walls)
    build_functions(account, queues)
    build_events(account, queues, topics)
    build_containers(account, network, walls.app, balancing.api_targets)
    build_monitoring(account, topics, balancing.shop)


def _hurried(account: Account, network: Network) -> None:
    machines = build_hurried_machines(account, network, build_images(account, SECOND))
    build_hurried_balancing(account, network, machines)
    build_hurried_databases(account)
