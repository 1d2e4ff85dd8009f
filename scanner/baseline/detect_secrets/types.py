"""Rules of ours and types of detect-secrets, mapped both ways."""

from __future__ import annotations

from hashlib import sha1

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PLUGINS = {
    "Artifactory Credentials": "ArtifactoryDetector",
    "AWS Access Key": "AWSKeyDetector",
    "Azure Storage Account access key": "AzureStorageKeyDetector",
    "Base64 High Entropy String": "Base64HighEntropyString",
    "Basic Auth Credentials": "BasicAuthDetector",
    "Cloudant Credentials": "CloudantDetector",
    "Discord Bot Token": "DiscordBotTokenDetector",
    "GitHub Token": "GitHubTokenDetector",
    "GitLab Token": "GitLabTokenDetector",
    "Hex High Entropy String": "HexHighEntropyString",
    "IBM Cloud IAM Key": "IbmCloudIamDetector",
    "IBM COS HMAC Credentials": "IbmCosHmacDetector",
    "JSON Web Token": "JwtTokenDetector",
    "Mailchimp Access Key": "MailchimpDetector",
    "NPM tokens": "NpmDetector",
    "OpenAI Token": "OpenAIDetector",
    "Private Key": "PrivateKeyDetector",
    "Public IP (ipv4)": "IPPublicDetector",
    "PyPI Token": "PypiTokenDetector",
    "Secret Keyword": "KeywordDetector",
    "SendGrid API Key": "SendGridDetector",
    "Slack Token": "SlackDetector",
    "SoftLayer Credentials": "SoftlayerDetector",
    "Square OAuth Secret": "SquareOAuthDetector",
    "Stripe Access Key": "StripeDetector",
    "Telegram Bot Token": "TelegramBotTokenDetector",
    "Twilio API Key": "TwilioKeyDetector",
}
"""The plugin of each type that comes with detect-secrets 1.5."""

KEYWORD = "Secret Keyword"
BASE64 = "Base64 High Entropy String"
HEX = "Hex High Entropy String"
BASIC_AUTH = "Basic Auth Credentials"

RULES = {
    "Artifactory Credentials": ("jfrog-api-key", "jfrog-encrypted-password"),
    "AWS Access Key": ("aws-access-key-id", "aws-secret-access-key"),
    "Azure Storage Account access key": (
        "azure-connection-string-key",
        "azure-storage-account-key-legacy",
        "azure-storage-account-key",
    ),
    BASIC_AUTH: ("uri-password", "uri-database-password"),
    "Cloudant Credentials": ("cloudant-password",),
    "Discord Bot Token": ("discord-bot-token",),
    "GitHub Token": (
        "github-pat",
        "github-oauth-token",
        "github-app-user-token",
        "github-app-installation-token",
        "github-refresh-token-short",
        "github-refresh-token",
    ),
    "GitLab Token": (
        "gitlab-pat",
        "gitlab-deploy-token",
        "gitlab-feed-token",
        "gitlab-runner-token",
        "gitlab-runner-registration-token",
        "gitlab-ci-job-token",
        "gitlab-incoming-mail-token",
        "gitlab-trigger-token",
        "gitlab-agent-token",
        "gitlab-oauth-app-secret",
    ),
    "IBM Cloud IAM Key": ("ibm-cloud-api-key",),
    "IBM COS HMAC Credentials": ("ibm-cos-hmac-secret",),
    "JSON Web Token": ("jwt-signed-token",),
    "Mailchimp Access Key": ("mailchimp-api-key",),
    "NPM tokens": ("npm-access-token", "npm-legacy-token"),
    "OpenAI Token": ("openai-user-key", "openai-project-key", "openai-service-account-key", "openai-admin-key"),
    "Private Key": ("private-key-pem", "private-key-pgp", "private-key-putty"),
    "PyPI Token": ("pypi-api-token", "pypi-test-api-token"),
    KEYWORD: ("generic-secret",),
    "SendGrid API Key": ("sendgrid-api-key",),
    "Slack Token": (
        "slack-bot-token",
        "slack-user-token",
        "slack-app-token",
        "slack-legacy-token",
        "slack-refresh-token",
        "slack-webhook-url",
        "slack-workflow-webhook-url",
    ),
    "SoftLayer Credentials": ("softlayer-api-key",),
    "Square OAuth Secret": ("square-application-secret",),
    "Stripe Access Key": ("stripe-live-secret-key", "stripe-live-restricted-key"),
    "Telegram Bot Token": ("telegram-bot-token",),
    "Twilio API Key": ("twilio-api-key",),
}
"""The rules that find what a type stands for, the most usual one first."""

TYPES: Mapping[str, str] = {rule: kind for kind, rules in RULES.items() for rule in rules}

SINCE = {
    "GitHubTokenDetector": (1, 1),
    "SendGridDetector": (1, 1),
    "DiscordBotTokenDetector": (1, 4),
    "GitLabTokenDetector": (1, 5),
    "IPPublicDetector": (1, 5),
    "OpenAIDetector": (1, 5),
    "PypiTokenDetector": (1, 5),
    "TelegramBotTokenDetector": (1, 5),
}
"""The version since which a plugin may be missing because it was switched off, and not because it is younger."""

PRIVATE_KEY_MARKERS = (
    "BEGIN DSA PRIVATE KEY",
    "BEGIN EC PRIVATE KEY",
    "BEGIN OPENSSH PRIVATE KEY",
    "BEGIN PGP PRIVATE KEY BLOCK",
    "BEGIN PRIVATE KEY",
    "BEGIN RSA PRIVATE KEY",
    "BEGIN SSH2 ENCRYPTED PRIVATE KEY",
    "PuTTY-User-Key-File-2",
)
"""What the private key plugin hashes: the same for every key of a kind."""

TOKEN_PREFIXES = {
    "GitHub Token": ("ghp", "gho", "ghu", "ghs", "ghr"),
    "GitLab Token": ("glpat", "gldt", "glft", "glsoat", "glrt"),
}
"""What these plugins hash instead of the token: the group in their pattern."""


def type_of(rule: str) -> str:
    """Return the type under which a rule's findings are written down; `Secret Keyword` where they have no such rule."""
    return TYPES.get(rule, KEYWORD)


def digest(text: str) -> str:
    """Return the hash under which detect-secrets writes down what a plugin captured."""
    return sha1(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


SILENT = frozenset(digest(text) for texts in (PRIVATE_KEY_MARKERS, *TOKEN_PREFIXES.values(), [""]) for text in texts)
"""The hashes that say nothing of the secret: such an entry is matched by its type and its line."""
