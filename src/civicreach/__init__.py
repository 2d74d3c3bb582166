"""What local governments say they do on social media, what they do, and why they differ."""

__version__ = "0.1.0"
