extension KnownError {
    /// Codes that any action of any product may give.
    static let common: [KnownError] = [
        KnownError(
            "ActionOffline", .permanent, "the API no longer offers this action",
            advice: "Update Tide; if this is the newest version, report it."),
        KnownError(
            "AuthFailure", .credentials, "the request could not be authenticated",
            advice: "Check that the secret id and key belong together and are enabled (console: CAM, API keys)."),
        KnownError(
            "AuthFailure.CamException", .transient, "access management (CAM) failed inside the cloud",
            advice: "Nothing, unless it lasts; then see the cloud's status page."),
        KnownError(
            "AuthFailure.InvalidAuthorization", .credentials,
            "the Authorization header is not of the form that the API reads",
            advice: "Check that the secret id holds no blanks or line ends; otherwise report it."),
        KnownError(
            "AuthFailure.InvalidSecretId", .credentials, "the secret id is of the wrong kind",
            advice: "Use an API key of Tencent Cloud (AKID…), not a key of another product."),
        KnownError(
            "AuthFailure.MFAFailure", .credentials, "the account asks for multi-factor authentication",
            advice: "Use a sub-user's key without MFA for API calls, or a role."),
        KnownError(
            "AuthFailure.SecretIdNotFound", .credentials, "the secret id does not exist or is disabled",
            advice: "Enable the key or put a valid one into the credential store, then restart tided."),
        KnownError(
            "AuthFailure.SignatureExpire", .credentials,
            "the request's time is more than 5 minutes off the API's clock",
            advice: "Set the host's clock right (timedatectl) and keep it so with NTP.",
            treatment: "reads the offset of the local clock from the reply's Date header, says so with the figure and "
                + "signs with the API's time from then on"),
        KnownError(
            "AuthFailure.SignatureFailure", .credentials, "the signature is not that of this request with this key",
            advice: "Check the secret key: a missing character or a trailing blank is the usual cause. "
                + "Check that no proxy changes the body or the Host header."),
        KnownError(
            "AuthFailure.TokenFailure", .credentials, "the token of the temporary credentials is wrong or has expired",
            advice:
                "Renew the three values together: secret id, key and token. With Credentials=cvm-role tided renews them."
        ),
        KnownError(
            "AuthFailure.UnauthorizedOperation", .permission,
            "the key's user has no permission for this call on this service",
            advice: "Grant the action on the service in a CAM policy (tidectl api ACTION --dry-run shows the call)."),
        KnownError(
            "DryRunOperation", .permanent, "the request asked for a dry run and would have succeeded",
            advice: "Nothing; tided never asks for it."),
        KnownError(
            "FailedOperation", .busy, "the operation failed without a further reason",
            advice: "If it lasts, look at the service's events in the console and give support the RequestId."),
        KnownError(
            "InternalError", .transient, "a fault inside the API",
            advice: "Nothing, unless it lasts; then give support the RequestId."),
        KnownError(
            "InvalidAction", .permanent, "the API knows no action of this name in this version",
            advice: "Check Endpoint= and the action's spelling."),
        KnownError(
            "InvalidParameter", .permanent, "a parameter is of the wrong form or contradicts another",
            advice: "Correct the schedule that the journal entry names; the API's message names the parameter."),
        KnownError(
            "InvalidParameterValue", .permanent, "a parameter's value is out of range",
            advice: "Correct the schedule that the journal entry names; the API's message names the parameter."),
        KnownError(
            "InvalidRequest", .permanent, "the body is not what the API reads",
            advice: "Report it, with the request as tidectl calls shows it."),
        KnownError(
            "IpInBlacklist", .credentials, "this host's address is on the account's blacklist",
            advice: "Take the address off the list, or send by another one (HTTPS_PROXY)."),
        KnownError(
            "IpNotInWhitelist", .credentials, "this host's address is not on the account's whitelist",
            advice: "Put the address on the list, or send by one that is (HTTPS_PROXY)."),
        KnownError(
            "LimitExceeded", .capacity, "a quota of the account is used up",
            advice: "Raise the quota, or let fewer instances run at that time."),
        KnownError(
            "MissingParameter", .permanent, "a required parameter is missing",
            advice: "Correct the schedule that the journal entry names; the API's message names the parameter."),
        KnownError(
            "NoSuchProduct", .permanent, "the endpoint does not serve this product",
            advice: "Check Endpoint=: it must be a TI-ONE endpoint."),
        KnownError(
            "NoSuchVersion", .permanent, "the endpoint does not serve this version of the API",
            advice: "Check Endpoint=; if it is right, update Tide."),
        KnownError(
            "RequestLimitExceeded", .throttled, "more requests a second than the account may send",
            advice: "Find out which other programs use the account, or lower RateLimit=."),
        KnownError(
            "RequestLimitExceeded.GlobalRegionUinLimitExceeded", .throttled,
            "more requests a second than the account may send to all regions together",
            advice: "Find out which other programs use the account, or lower RateLimit=."),
        KnownError(
            "RequestLimitExceeded.IPLimitExceeded", .throttled, "more requests a second than one address may send",
            advice: "Find out which other programs send by the same address, or lower RateLimit=."),
        KnownError(
            "RequestLimitExceeded.UinLimitExceeded", .throttled,
            "more requests a second than the main account may send",
            advice: "Find out which other programs use the account, or lower RateLimit=."),
        KnownError(
            "RequestSizeLimitExceeded", .permanent, "the request is larger than 10 MB",
            advice: "Send a smaller body."),
        KnownError(
            "ResourceInUse", .busy, "the service is being changed by another operation",
            advice: "Nothing, unless it lasts; then look at the service in the console."),
        KnownError(
            "ResourceInsufficient", .capacity, "there are not enough resources for this size",
            advice: "Ask for fewer instances, another instance type or more resources in the group."),
        KnownError(
            "ResourceNotFound", .permanent, "the service does not exist in this region and account",
            advice: "Check ServiceId=, Region= and TiProjectId=; remove the schedule of a deleted service."),
        KnownError(
            "ResourceUnavailable", .permanent, "the service is in a state in which this can't be done",
            advice: "Look at the service in the console, then run tidectl retry."),
        KnownError(
            "ResponseSizeLimitExceeded", .permanent, "the reply would be larger than the API sends",
            advice: "Ask for less at a time (a smaller Limit)."),
        KnownError(
            "ServiceUnavailable", .transient, "the API is not available just now",
            advice: "Nothing, unless it lasts; then see the cloud's status page."),
        KnownError(
            "UnauthorizedOperation", .permission, "the key's user has no permission for this call",
            advice: "Grant the action on the service in a CAM policy (tidectl api ACTION --dry-run shows the call)."),
        KnownError(
            "UnknownParameter", .permanent, "the API knows no parameter of this name",
            advice: "Correct the request; the API's message names the parameter."),
        KnownError(
            "UnsupportedOperation", .permanent, "the service does not support this operation",
            advice: "Look at the service's state and kind in the console, and correct the schedule."),
        KnownError(
            "UnsupportedProtocol", .permanent, "the API does not take this HTTP method or protocol",
            advice: "Check that no proxy changes the request."),
        KnownError(
            "UnsupportedRegion", .permanent, "the API does not serve this region",
            advice: "Correct Region=."),
    ]
}
