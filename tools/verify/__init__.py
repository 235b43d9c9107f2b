# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``make verify-aws`` is made of: it asks the real AWS what the lab only imitates."""
