extension KnownError {
    private static let lasting = "Nothing, unless it lasts; then give support the RequestId."

    /// Codes of ModifyModelService, and those seen in the official SDK for TI-ONE.
    ///
    /// `FailedOperation` by itself is busy, so that an unlisted child of it is too; the listed children that name
    /// something wrong with the request itself are permanent.
    static let ofTheAction: [KnownError] = [
        KnownError(
            "FailedOperation.ApiGatewayQueryFailed", .transient, "the service's gateway could not be asked",
            advice: lasting),
        KnownError(
            "FailedOperation.BillingQueryFailed", .transient, "billing could not be asked", advice: lasting),
        KnownError(
            "FailedOperation.ClusterQueryFailed", .transient, "the cluster could not be asked", advice: lasting),
        KnownError(
            "FailedOperation.DuplicateName", .permanent, "the name is taken",
            advice: "Choose another name."),
        KnownError(
            "FailedOperation.ExecDatabaseFail", .transient, "the platform's database could not be written",
            advice: lasting),
        KnownError(
            "FailedOperation.ExecTagFail", .transient, "tags could not be written", advice: lasting),
        KnownError(
            "FailedOperation.InsufficientWhitelistQuota", .capacity, "the whitelist's free quota is used up",
            advice: "Ask TI-ONE for more quota, or let fewer instances run at that time."),
        KnownError(
            "FailedOperation.Processing", .busy, "an earlier operation on the service is still going on",
            advice: "Nothing, unless it lasts; then look at the service in the console."),
        KnownError(
            "FailedOperation.QueryDatabaseFail", .transient, "the platform's database could not be read",
            advice: lasting),
        KnownError(
            "FailedOperation.QueryTagFail", .transient, "tags could not be read", advice: lasting),
        KnownError(
            "FailedOperation.StsQueryFailed", .transient, "temporary credentials could not be had inside the cloud",
            advice: lasting),
        KnownError(
            "FailedOperation.UnknownInstanceType", .permanent, "the platform knows no such instance type",
            advice: "Give the service an instance type that is on sale in its region."),
        KnownError(
            "FailedOperation.UnmarshalData", .transient, "the platform could not read its own data", advice: lasting),
        KnownError(
            "InvalidParameter.ModelFileInvalid", .permanent, "the model's files are not valid",
            advice: "Correct the model; schedules don't touch it."),
        KnownError(
            "OperationDenied", .permanent, "the platform refuses this operation on this service",
            advice: "The API's message says why; correct that, then run tidectl retry."),
        KnownError(
            "OperationDenied.BalanceInsufficient", .account, "the account's balance does not cover this",
            advice: "Top the account up."),
        KnownError(
            "OperationDenied.ResourceGroupInsufficient", .capacity, "the resource group has no room for this size",
            advice: "Add nodes to the group, or let fewer instances run in it at that time."),
        KnownError(
            "ResourceInsufficient.QuotaInsufficient", .capacity, "the quota does not cover this size",
            advice: "Raise the quota, or let fewer instances run at that time."),
        KnownError(
            "ResourcesSoldOut", .capacity, "instances of this type are sold out",
            advice: "Choose another instance type or time, or keep the capacity with prepaid instances."),
    ]
}
