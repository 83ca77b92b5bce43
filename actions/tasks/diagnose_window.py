"""`diagnose_window`: a car's power window, found out together by gestures that take nothing apart.

A gesture that helps ends the task; when none does, a person sees each one that was tried and none is proposed again.
"""

from __future__ import annotations

from actions.diagnosis import Diagnosis

TASK = Diagnosis("diagnose_window")
