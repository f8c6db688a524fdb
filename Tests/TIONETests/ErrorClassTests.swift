import TIONE
import Testing

@Suite("Error classes")
struct ErrorClassTests {
    @Test("Every code of the reference is in the table", arguments: referenceCodes)
    func listed(code: String) throws {
        let known = try #require(KnownError.named(code))
        #expect(known.code == code)
        #expect(!known.meaning.isEmpty && !known.meaning.hasSuffix("."))
        #expect(known.advice.hasSuffix("."))
        #expect(!known.treatment.isEmpty)
    }

    @Test("The table holds each code once and nothing else")
    func unique() {
        #expect(KnownError.all.map(\.code) == Set(referenceCodes).sorted())
    }

    @Test(
        "A code belongs to the class of the reference",
        arguments: [
            (.throttled, ["RequestLimitExceeded", "RequestLimitExceeded.IPLimitExceeded", "RequestLimitExceeded.New"]),
            (
                .transient,
                [
                    "InternalError", "InternalError.New", "ServiceUnavailable", "AuthFailure.CamException",
                    "FailedOperation.ApiGatewayQueryFailed", "FailedOperation.BillingQueryFailed",
                    "FailedOperation.ClusterQueryFailed", "FailedOperation.ExecDatabaseFail",
                    "FailedOperation.QueryDatabaseFail", "FailedOperation.QueryTagFail", "FailedOperation.ExecTagFail",
                    "FailedOperation.StsQueryFailed", "FailedOperation.UnmarshalData",
                ]
            ),
            (.busy, ["ResourceInUse", "FailedOperation.Processing", "FailedOperation", "FailedOperation.New"]),
            (
                .capacity,
                [
                    "ResourceInsufficient", "ResourceInsufficient.QuotaInsufficient", "ResourceInsufficient.New",
                    "ResourcesSoldOut", "OperationDenied.ResourceGroupInsufficient", "LimitExceeded",
                    "FailedOperation.InsufficientWhitelistQuota",
                ]
            ),
            (
                .permission,
                [
                    "UnauthorizedOperation", "UnauthorizedOperation.New", "AuthFailure.UnauthorizedOperation",
                    "AuthFailure.UnauthorizedOperation.New",
                ]
            ),
            (
                .credentials,
                [
                    "AuthFailure", "AuthFailure.SignatureExpire", "AuthFailure.TokenFailure", "AuthFailure.New",
                    "IpInBlacklist", "IpNotInWhitelist",
                ]
            ),
            (.account, ["OperationDenied.BalanceInsufficient"]),
            (
                .permanent,
                [
                    "InvalidParameter", "InvalidParameter.New", "InvalidParameterValue.New", "MissingParameter",
                    "UnknownParameter", "UnsupportedOperation", "OperationDenied", "OperationDenied.New",
                    "ResourceNotFound", "InvalidAction", "FailedOperation.DuplicateName", "Never.Heard", "", ".", "..",
                ]
            ),
        ] as [(ErrorClass, [String])])
    func classes(expected: ErrorClass, codes: [String]) {
        for code in codes { #expect(ErrorClass(code: code) == expected, "\(code)") }
    }
}

/// The lists of the public reference, action and common, and of the official SDK.
private let referenceCodes: [String] = """
    AuthFailure AuthFailure.CamException AuthFailure.UnauthorizedOperation FailedOperation
    FailedOperation.ApiGatewayQueryFailed FailedOperation.BillingQueryFailed FailedOperation.ClusterQueryFailed
    FailedOperation.DuplicateName FailedOperation.ExecDatabaseFail FailedOperation.ExecTagFail
    FailedOperation.InsufficientWhitelistQuota FailedOperation.QueryDatabaseFail FailedOperation.QueryTagFail
    FailedOperation.StsQueryFailed FailedOperation.UnknownInstanceType FailedOperation.UnmarshalData InternalError
    InvalidParameter InvalidParameter.ModelFileInvalid MissingParameter OperationDenied
    OperationDenied.BalanceInsufficient ResourceInUse ResourceInsufficient ResourceNotFound UnknownParameter
    UnsupportedOperation FailedOperation.Processing ResourcesSoldOut ResourceUnavailable LimitExceeded
    ResourceInsufficient.QuotaInsufficient OperationDenied.ResourceGroupInsufficient ActionOffline
    AuthFailure.InvalidAuthorization AuthFailure.InvalidSecretId AuthFailure.MFAFailure AuthFailure.SecretIdNotFound
    AuthFailure.SignatureExpire AuthFailure.SignatureFailure AuthFailure.TokenFailure DryRunOperation InvalidAction
    InvalidParameterValue InvalidRequest IpInBlacklist IpNotInWhitelist NoSuchProduct NoSuchVersion
    RequestLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded RequestLimitExceeded.IPLimitExceeded
    RequestLimitExceeded.UinLimitExceeded RequestSizeLimitExceeded ResponseSizeLimitExceeded ServiceUnavailable
    UnauthorizedOperation UnsupportedProtocol UnsupportedRegion
    """.split(whereSeparator: \.isWhitespace).map(String.init)
