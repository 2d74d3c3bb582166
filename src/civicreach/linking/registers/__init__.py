"""Registers of governments that come with the project, one csv file a country."""
