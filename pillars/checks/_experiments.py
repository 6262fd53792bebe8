"""An experiment to begin with: one server of those that are tagged for it stops."""

CLOUDFORMATION = (
    "Stop:\n"
    "  Type: AWS::FIS::ExperimentTemplate\n"
    "  Properties:\n"
    "    Description: Stop one instance\n"
    "    RoleArn: !GetAtt FisRole.Arn\n"
    "    StopConditions:\n"
    "      - Source: aws:cloudwatch:alarm\n"
    "        Value: !GetAtt ErrorsAlarm.Arn\n"
    "    Targets:\n"
    "      one:\n"
    "        ResourceType: aws:ec2:instance\n"
    "        ResourceTags: {chaos: ready}\n"
    "        SelectionMode: COUNT(1)\n"
    "    Actions:\n"
    "      stop:\n"
    "        ActionId: aws:ec2:stop-instances\n"
    "        Targets: {Instances: one}\n"
    "    Tags: {}"
)
TERRAFORM = (
    'resource "aws_fis_experiment_template" "stop" {\n'
    '  description = "Stop one instance"\n'
    "  role_arn    = aws_iam_role.fis.arn\n"
    "  stop_condition {\n"
    '    source = "aws:cloudwatch:alarm"\n'
    "    value  = aws_cloudwatch_metric_alarm.errors.arn\n"
    "  }\n"
    "  action {\n"
    '    name      = "stop"\n'
    '    action_id = "aws:ec2:stop-instances"\n'
    "    target {\n"
    '      key   = "Instances"\n'
    '      value = "one"\n'
    "    }\n"
    "  }\n"
    "  target {\n"
    '    name           = "one"\n'
    '    resource_type  = "aws:ec2:instance"\n'
    '    selection_mode = "COUNT(1)"\n'
    "    resource_tag {\n"
    '      key   = "chaos"\n'
    '      value = "ready"\n'
    "    }\n"
    "  }\n"
    "}"
)
