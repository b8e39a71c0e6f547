"""Words of the residents' ratings (带教质量评估)."""

from django.db import models


class Score(models.IntegerChoices):
    """One item of the questionnaire, the best first, as the form shows them."""

    EXCELLENT = 5, "非常满意"
    GOOD = 4, "满意"
    FAIR = 3, "一般"
    POOR = 2, "不满意"
    BAD = 1, "非常不满意"


# What is asked where neither a base nor its province has made a questionnaire of its own.
USUAL_ITEMS = (
    "医德医风、职业素养，为人师表",
    "带教责任心，按计划安排和落实带教",
    "入科教育，讲清轮转目标和要求",
    "教学查房、病例讨论的质量",
    "临床技能操作的示范、指导和放手不放眼",
    "病历书写的指导、修改和点评",
    "临床思维的培养，耐心解答问题",
    "出科考核公平，及时反馈不足和改进办法",
)
