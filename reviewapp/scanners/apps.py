from django.apps import AppConfig


class ScannersConfig(AppConfig):
    name = "reviewapp.scanners"
    label = "scanners"

    def ready(self) -> None:
        from reviewapp.findings.signals import cover_asked, covered_asked, rule_asked

        from . import receivers

        rule_asked.connect(receivers.name_rule, dispatch_uid="scanners.rule")
        cover_asked.connect(receivers.count_covered, dispatch_uid="scanners.cover")
        covered_asked.connect(receivers.covered, dispatch_uid="scanners.covered")
