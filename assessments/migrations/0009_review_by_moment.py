import assessments.models.exams
from django.db import migrations, models

SCORE = ["passed", "score"]
TOPICS = [*SCORE, "topics"]
CORRECTNESS = [*TOPICS, "answers", "correctness", "marks"]
FULL = [*CORRECTNESS, "feedback", "key"]
AFTER_SUBMITTING_AND_CLOSE = {
    "none": ([], []),
    "score_only": (SCORE, SCORE),
    "topics": (TOPICS, TOPICS),
    "correctness_after_close": (TOPICS, CORRECTNESS),
    "full_after_close": (TOPICS, FULL),
}


def name_the_moments(apps, schema_editor):
    """Each exam shows what it showed before."""
    exams = apps.get_model("assessments", "Exam").objects
    for policy, (submitted, closed) in AFTER_SUBMITTING_AND_CLOSE.items():
        review = {"just_after": submitted, "later": submitted, "closed": closed}
        exams.filter(review_policy=policy).update(review=review)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_decisions_on_late_answers")]

    operations = [
        migrations.AddField(
            model_name="exam",
            name="review",
            field=models.JSONField(
                default=assessments.models.exams.default_review,
                validators=[assessments.models.exams.validate_review],
                verbose_name="what candidates see afterwards",
            ),
        ),
        migrations.RunPython(name_the_moments),
        migrations.RemoveField(model_name="exam", name="review_policy"),
    ]
