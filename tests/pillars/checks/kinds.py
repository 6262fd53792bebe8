"""The kinds of facts that collectors deliver: the only ones a check may need."""

# A table reads best as a table.
KINDS = frozenset(
    """
    iam.account_summary iam.credential_report_row iam.password_policy
    iam.user iam.role iam.group iam.policy iam.saml_provider iam.oidc_provider
    organizations.organization organizations.account account.alternate_contact
    s3.bucket s3control.public_access_block
    route53.hosted_zone route53.record_set route53.health_check
    cloudfront.distribution budgets.budget
    ce.anomaly_monitor ce.anomaly_subscription ce.savings_plans_coverage
    ce.reservation_coverage ce.cost_allocation_tag ce.rightsizing savingsplans.savings_plan
    cloudtrail.trail config.recorder config.rule guardduty.detector
    securityhub.hub securityhub.standard accessanalyzer.analyzer
    ec2.instance ec2.volume ec2.snapshot ec2.security_group ec2.vpc ec2.flow_log ec2.subnet
    ec2.address ec2.nat_gateway ec2.vpc_endpoint ec2.route_table ec2.network_interface
    ec2.ebs_encryption_default ec2.reserved_instance ec2.image
    autoscaling.group applicationautoscaling.target applicationautoscaling.policy
    elbv2.load_balancer elbv2.listener elbv2.target_group elbv2.classic_balancer
    rds.instance rds.cluster rds.snapshot dynamodb.table
    elasticache.cluster elasticache.replication_group elasticache.serverless_cache efs.file_system
    lambda.function lambda.event_source_mapping
    ecs.cluster ecs.service ecs.task_definition eks.cluster eks.nodegroup ecr.repository
    kms.key kms.alias secretsmanager.secret ssm.parameter ssm.document ssm.instance
    cloudwatch.alarm cloudwatch.dashboard cloudwatch.metric cloudwatch.instance_cpu cloudwatch.usage
    logs.log_group logs.metric_filter sns.topic sqs.queue events.rule
    cloudformation.stack codepipeline.pipeline codebuild.project
    codedeploy.application codedeploy.deployment_group
    xray.group xray.sampling_rule
    backup.plan backup.vault backup.protected_resource backup.restore_job
    wafv2.web_acl acm.certificate
    computeoptimizer.enrollment computeoptimizer.ec2_recommendation
    computeoptimizer.volume_recommendation computeoptimizer.lambda_recommendation
    fis.experiment_template fis.experiment tagging.resource
    organizations.policy support.plan cur.report dataexports.export pricingcalculator.estimate
    ce.region_cost devicefarm.project servicequotas.quota servicequotas.request
    servicequotas.management macie2.session inspector2.status ecr.pull_through_cache_rule
    codeartifact.repository synthetics.canary rum.app_monitor applicationsignals.objective
    cloudwatch.anomaly_detector logs.query_definition ssmincidents.response_plan
    ssmcontacts.contact servicecatalog.portfolio ram.resource_share ec2.vpn_connection
    ec2.vpc_peering ec2.transit_gateway_attachment directconnect.connection
    stepfunctions.state_machine appconfig.profile resiliencehub.policy resiliencehub.app
    drs.source_server wellarchitected.workload workspaces.workspace
    sagemaker.notebook_instance internetmonitor.monitor config.conformance_pack
    securityhub.finding config.compliance trustedadvisor.recommendation
    computeoptimizer.asg_recommendation computeoptimizer.ecs_recommendation
    computeoptimizer.rds_recommendation computeoptimizer.idle_recommendation
    costoptimizationhub.enrollment costoptimizationhub.recommendation guardduty.finding_summary
    inspector2.finding_summary accessanalyzer.finding
    kinesis.stream dax.cluster memorydb.cluster networkfirewall.firewall
    route53resolver.firewall_association acmpca.authority kafka.cluster opensearch.domain
    redshift.cluster apigateway.stage apigateway.domain_name apigatewayv2.stage
    rds.reserved_instance s3control.storage_lens ssm.patch_state
    fsx.file_system fsx.backup mq.broker firehose.stream
    config.resource_count resourceexplorer.resource
    glue.catalog_policy events.bus lambda.layer
    """.split()  # noqa: SIM905
)

# The answers of further calls that collectors store beside a resource's own description.
ASPECTS = frozenset(
    """
    Status EventSelectors Encryption Versioning Lifecycle Logging Policy PolicyStatus
    PublicAccessBlock Replication IntelligentTiering Config Notifications Policies
    Grants Sharing PrefixLists
    ScheduledActions Attributes LoadBalancerType Health ForceSSL ContinuousBackups TimeToLive
    BackupPolicy SecretLikeNames LifecyclePolicy Rotation Subscriptions Targets Pipeline Plan
    Selections Resources Tags Rules Executions Content Targets Principals Connection Machine Usage
    AutomatedDiscovery Export Failing Severities HighTypes Titles Further RequireSSL Stages
    AccessLog Tracing RateLimit Values Configuration
    """.split()  # noqa: SIM905
)
