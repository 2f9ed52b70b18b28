"""The official days a district knows of; see kernel/calendar_days.py."""

from django.db import models


class DayKindLabel(models.TextChoices):
    """`calendar.DayKind` with the words of the State Council's notice."""

    WORKDAY = "workday", "工作日"
    WEEKEND = "weekend", "休息日"
    HOLIDAY = "holiday", "法定节假日"
    MAKEUP = "makeup", "调休上班"


class CalendarYear(models.Model):
    """A year whose official days are all known."""

    year = models.SmallIntegerField(primary_key=True)
    source = models.CharField("来源", max_length=200)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_calendar_year"

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week."""

    date = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    kind = models.CharField("类别", max_length=8, choices=DayKindLabel)
    name = models.CharField("名称", max_length=20, blank=True)

    class Meta:
        db_table = "kernel_calendar_day"

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Office(models.Model):
    """One row (id 1): when offices are open, such as `09:00-12:00 14:00-18:00`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    hours = models.CharField("办公时间", max_length=60)

    class Meta:
        db_table = "kernel_office"

    def __str__(self) -> str:
        return self.hours
