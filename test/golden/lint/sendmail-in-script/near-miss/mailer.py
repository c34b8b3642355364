#!/usr/bin/python3
import smtplib
smtplib.SMTP("localhost").sendmail("a", "b", "c")
