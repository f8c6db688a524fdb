/// A request and the `Authorization` that the official Python SDK gives it.
struct Vector: Sendable {
    var secretID: String
    var secretKey: String
    var host: String
    var timestamp: Int64
    var body: String
    var payloadSHA256: String
    var authorization: String
}

let vectors: [Vector] = [
    Vector(
        secretID: "AKID2ZWeqhFWCEPyYngFb51yBMWXaSCrUZoL",
        secretKey: "8g5ubbbPIa84yRnBUbHoWC8FJowoRoWD",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_700_149_213,
        body:
            #"{"ServiceId": "ms-h29wqz2b-1", "ServiceAction": "STOP"}"#,
        payloadSHA256: "7815eff6684886ef9f4152a95bb0ce1a32825e4bb5894974094b1d9c7a8a6539",
        authorization: "TC3-HMAC-SHA256 Credential=AKID2ZWeqhFWCEPyYngFb51yBMWXaSCrUZoL/2023-11-16/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=0c46fe7c0c6027658105fd9ec9228008bfa50c677879e7be35e07c2dac3a62d8"
    ),
    Vector(
        secretID: "AKID5UTG79BG16QmtsL4F28GzL2cEpVZzAQl",
        secretKey: "xJ4SXRVxfCQGgXkH1zxFUbEctT2NLLzP",
        host: "127.0.0.1:8443",
        timestamp: 951_869_614,
        body:
            #"{"Replicas":60,"ScaleMode":"MANUAL","ServiceAction":"SCALE","ServiceId":"ms-5a702cfa-1"}"#,
        payloadSHA256: "59deea2a7f55ea516c8d84d82e554c86cacf3704c7c3f28fbbcd100040420799",
        authorization: "TC3-HMAC-SHA256 Credential=AKID5UTG79BG16QmtsL4F28GzL2cEpVZzAQl/2000-03-01/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=8399d11d218fa4d5ed0798d12bc1687d0b375b861626d679542b4317b8c36d55"
    ),
    Vector(
        secretID: "AKIDM9UayY20948VGZiHXJnB8dE3xKJm8GAF",
        secretKey: "0wAwaIINYNvDMbZoOlJLl3fZJZ207qc1",
        host: "tione.tencentcloudapi.com",
        timestamp: 951_926_053,
        body:
            #"{"Limit":100,"Offset":200}"#,
        payloadSHA256: "52a21c9cd78edb0a323c7e226c25f269f2a9dc9b7207d2361a0cca79ad4bcae6",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDM9UayY20948VGZiHXJnB8dE3xKJm8GAF/2000-03-01/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=9d41ae7adc4984c0cf904852d79a3b8682b364a2f646a98608ec0de8851eab57"
    ),
    Vector(
        secretID: "AKIDwsekkqH8kQrPTsDSuFEhbtyvAYmqgq5U",
        secretKey: "Gn9MB0bobzjcU9kCTGRBI1oOZSHCoHPb",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_798_809_994,
        body:
            #"{"Limit":100,"Offset":200}"#,
        payloadSHA256: "52a21c9cd78edb0a323c7e226c25f269f2a9dc9b7207d2361a0cca79ad4bcae6",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDwsekkqH8kQrPTsDSuFEhbtyvAYmqgq5U/2027-01-01/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=f4352d8e0726ce34bdae00416ae6ae7443a5ec6c19f909d4184e65674c6bffa1"
    ),
    Vector(
        secretID: "AKID68tVkAKqiaJ42cL0n95KDk033XTNGcym",
        secretKey: "wgnKR5BLmFg8QysGFbuN3z5sbkm2uZKY",
        host: "tione.ap-guangzhou.tencentcloudapi.com",
        timestamp: 1_551_194_424,
        body:
            #"{"Limit":100,"Offset":200}"#,
        payloadSHA256: "52a21c9cd78edb0a323c7e226c25f269f2a9dc9b7207d2361a0cca79ad4bcae6",
        authorization: "TC3-HMAC-SHA256 Credential=AKID68tVkAKqiaJ42cL0n95KDk033XTNGcym/2019-02-26/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=59d3ef86854ff1d9d0f7883de3c3bb93da1420d46f76e507e5437288502e90ab"
    ),
    Vector(
        secretID: "AKIDeUcfikk6InrWvMG1qxvvhsp38MX9T4Fi",
        secretKey: "LJXgucAey3Yj1ivhNLY7yeKJoKf8rx5s",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_798_823_109,
        body:
            #"{"ServiceId": "ms-h29wqz2b-1", "ServiceAction": "STOP"}"#,
        payloadSHA256: "7815eff6684886ef9f4152a95bb0ce1a32825e4bb5894974094b1d9c7a8a6539",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDeUcfikk6InrWvMG1qxvvhsp38MX9T4Fi/2027-01-01/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=aca12e67c2ec2b783c6fc8262ae76cd28831a9641fbe14295e3ae2e5900cf134"
    ),
    Vector(
        secretID: "AKID04YcmpYLAkhCkRpkV2gB69yZI60sJqTE",
        secretKey: "ugnPucbaY7sUMuCzuzee6uMDhqnYNX5I",
        host: "tione.internal.tencentcloudapi.com",
        timestamp: 1_767_255_773,
        body:
            "{}",
        payloadSHA256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        authorization: "TC3-HMAC-SHA256 Credential=AKID04YcmpYLAkhCkRpkV2gB69yZI60sJqTE/2026-01-01/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=15e4a4b9582faccdd4f2354a8ab5260e6e645ad16a1a0bfe4d31416fd2a3ca15"
    ),
    Vector(
        secretID: "AKIDv8oy9tculuY2L56tpvgINLZMfpobZpze",
        secretKey: "rJ3eUebOasWYwFE32jgGXYueG8QllXjj",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_798_930_280,
        body:
            #"{"Limit":100,"Offset":200}"#,
        payloadSHA256: "52a21c9cd78edb0a323c7e226c25f269f2a9dc9b7207d2361a0cca79ad4bcae6",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDv8oy9tculuY2L56tpvgINLZMfpobZpze/2027-01-02/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=79e311cebe767dbb53191ee2cd712a948be03d13a2f483224c3989a4b2c576bd"
    ),
    Vector(
        secretID: "AKID5NZR6J18VSnltBIkdT3QpqXeR9CZBJqI",
        secretKey: "C2IDaz1vkqFbYP7AKbdSwLiLiiq1rzKz",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_767_440_827,
        body:
            #"{"ServiceId":"ms-h29wqz2b-1","ServiceAction":"RESUME"}"#,
        payloadSHA256: "b1c94b71402983d9338b1c93dc602ad092cde1676299e756c6bff42a7da358a7",
        authorization: "TC3-HMAC-SHA256 Credential=AKID5NZR6J18VSnltBIkdT3QpqXeR9CZBJqI/2026-01-03/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=2002e6b62855b181b493f785a178a0d50ce69d41ac1ee435d91f930dcbc96c99"
    ),
    Vector(
        secretID: "AKIDRE9oTAvJN6U6PrPod6eWGP4xkGXY4ntt",
        secretKey: "St2JxkSSVDMf2h5M9GKyljqBn8KUWYdF",
        host: "tione.internal.tencentcloudapi.com",
        timestamp: 1_767_355_379,
        body:
            #"{"ServiceAction":"SCALE","ServiceId":"ms-x-2","ScaleMode":"AUTO","HorizontalPodAutoscaler":{"MinReplicas":1,"MaxReplicas":9,"HpaMetrics":[{"Name":"gpu-util","Value":60}]}}"#,
        payloadSHA256: "99b25b42250fd55ee7e8d153e646e8ef6c4a94be284b5dffeffc2a60fdc8146b",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDRE9oTAvJN6U6PrPod6eWGP4xkGXY4ntt/2026-01-02/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=c4be774ad2a0716993d26f18f0de2537194e23f565923f42e0a5203e97a29944"
    ),
    Vector(
        secretID: "AKID2y8Z5Bzk6uCiN6F9nhBMIA6hQsrpyVJa",
        secretKey: "9mHCLbbOMp1qnlsjImrtLWq1RCY3Z2kI",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_700_254_596,
        body:
            #"{"ServiceId": "ms-h29wqz2b-1", "ServiceAction": "STOP"}"#,
        payloadSHA256: "7815eff6684886ef9f4152a95bb0ce1a32825e4bb5894974094b1d9c7a8a6539",
        authorization: "TC3-HMAC-SHA256 Credential=AKID2y8Z5Bzk6uCiN6F9nhBMIA6hQsrpyVJa/2023-11-17/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=b6803d8a1895bba2539d5b527f5b25f4ad085795205ab7092782834ea41f98c9"
    ),
    Vector(
        secretID: "AKIDKZtBGRwWHuahCTCwtIzvYURKFhP6yynJ",
        secretKey: "arOMU4V1UGm7DM1HA7VTtSkCNQHmxHaR",
        host: "tione.internal.tencentcloudapi.com",
        timestamp: 1_798_859_570,
        body:
            "{}",
        payloadSHA256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDKZtBGRwWHuahCTCwtIzvYURKFhP6yynJ/2027-01-02/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=eefe842db5f4673fd269fe1b79cb0f0892e2757534ed1c566558a00f28fa6e75"
    ),
    Vector(
        secretID: "AKIDr2lXe0XMaw6qZTA3RItjD1qFkDGcrGgV",
        secretKey: "LBeweQCbkGT8kSfzOSrMtnHnp4vreeS1",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_767_430_720,
        body:
            #"{"Replicas":168,"ScaleMode":"MANUAL","ServiceAction":"SCALE","ServiceId":"ms-8e65e4cf-1"}"#,
        payloadSHA256: "31ade44f55e5aff671134e26ba4061ed98df9f31a421b6dab9124080863b50fd",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDr2lXe0XMaw6qZTA3RItjD1qFkDGcrGgV/2026-01-03/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=e2f57c6344b3dea49f74e7fffe46ac649fa1679ddf06f5582b18aeffbd5ef286"
    ),
    Vector(
        secretID: "AKIDozJzlEYq3NvToq9NTp2Qb253Nzu7B7Wp",
        secretKey: "YrmeOUk3LCL67UjM8qDHkiXi5TCxtWzp",
        host: "tione.internal.tencentcloudapi.com",
        timestamp: 1_798_955_545,
        body:
            #"{"ServiceId": "ms-h29wqz2b-1", "ServiceAction": "STOP"}"#,
        payloadSHA256: "7815eff6684886ef9f4152a95bb0ce1a32825e4bb5894974094b1d9c7a8a6539",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDozJzlEYq3NvToq9NTp2Qb253Nzu7B7Wp/2027-01-03/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=cb4a089e08101a9377abf128626da06ca964fa9e427f6ed386fb6d1dc05195d0"
    ),
    Vector(
        secretID: "AKIDMb4WnRcFTH0U94NCvQ1rhNSlgozoFCyW",
        secretKey: "kop0sDJLynCTqvFLh6nfcaZa2Eu4y2Ls",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_551_325_264,
        body:
            #"{"ServiceId":"ms-h29wqz2b-1","ServiceAction":"RESUME"}"#,
        payloadSHA256: "b1c94b71402983d9338b1c93dc602ad092cde1676299e756c6bff42a7da358a7",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDMb4WnRcFTH0U94NCvQ1rhNSlgozoFCyW/2019-02-28/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=a22dd1dacb082c0782827d954b10a14723bbf4d30007aad12b0b983a53c4f6c0"
    ),
    Vector(
        secretID: "AKIDP1t5acIdH1ic7rXhBfmbFOiVrR02mQCy",
        secretKey: "vOrqPOppdL7YLlwBMSJOHd5wJAImT4IB",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_551_234_408,
        body:
            #"{"Limit":100,"Offset":200}"#,
        payloadSHA256: "52a21c9cd78edb0a323c7e226c25f269f2a9dc9b7207d2361a0cca79ad4bcae6",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDP1t5acIdH1ic7rXhBfmbFOiVrR02mQCy/2019-02-27/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=30fe4f83f178ce8584a90b033191b032d1ad0beb11b9d89128a43835b3263342"
    ),
    Vector(
        secretID: "AKIDOf60GEGxguciIcCQi5zWT54CbVHrfqZu",
        secretKey: "ftc3ydUquViqYyZh2RtgB1pGJnv7vGYz",
        host: "tione.ap-guangzhou.tencentcloudapi.com",
        timestamp: 1_551_126_909,
        body:
            #"{"Limit":100,"Offset":200}"#,
        payloadSHA256: "52a21c9cd78edb0a323c7e226c25f269f2a9dc9b7207d2361a0cca79ad4bcae6",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDOf60GEGxguciIcCQi5zWT54CbVHrfqZu/2019-02-25/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=04f54a266069ee85281d2de2e069b763536bd3349dc05aca304216070f638a67"
    ),
    Vector(
        secretID: "AKIDkmxyHugAwiKect0ZPIuAtuwruVVHGaHh",
        secretKey: "ju6UuYuKeCrED6x7Vy047f7LZdidHFK2",
        host: "tione.internal.tencentcloudapi.com",
        timestamp: 1_767_420_418,
        body:
            #"{"ServiceAction":"SCALE","ServiceId":"ms-x-2","ScaleMode":"AUTO","HorizontalPodAutoscaler":{"MinReplicas":1,"MaxReplicas":9,"HpaMetrics":[{"Name":"gpu-util","Value":60}]}}"#,
        payloadSHA256: "99b25b42250fd55ee7e8d153e646e8ef6c4a94be284b5dffeffc2a60fdc8146b",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDkmxyHugAwiKect0ZPIuAtuwruVVHGaHh/2026-01-03/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=9c4683382aa87c8b3cdf0874583606a95395aac615cb3ae07964c2cdfbb69d92"
    ),
    Vector(
        secretID: "AKIDvIGkbjqRoKi6hlXA8UNdZgIRrTgnqeOK",
        secretKey: "HPf2eY2nP1lG3BbLx52FTZso5mMF355p",
        host: "tione.ap-guangzhou.tencentcloudapi.com",
        timestamp: 1_799_018_436,
        body:
            #"{"ServiceId":"ms-h29wqz2b-1","ServiceAction":"RESUME"}"#,
        payloadSHA256: "b1c94b71402983d9338b1c93dc602ad092cde1676299e756c6bff42a7da358a7",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDvIGkbjqRoKi6hlXA8UNdZgIRrTgnqeOK/2027-01-03/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=8db1c0e3e45cd9bab097660d3ab9a79ced8794704573b109f31666385d8f0cc2"
    ),
    Vector(
        secretID: "AKIDIXyG4FezN4GYLLBcw2Dam9tSSPaIh0tG",
        secretKey: "4VuXIPKJsHAI8079HAMOLtCtiGCLiJXk",
        host: "tione.tencentcloudapi.com",
        timestamp: 1_551_308_829,
        body:
            #"{"ServiceAction":"SCALE","ServiceId":"ms-x-2","ScaleMode":"AUTO","HorizontalPodAutoscaler":{"MinReplicas":1,"MaxReplicas":9,"HpaMetrics":[{"Name":"gpu-util","Value":60}]}}"#,
        payloadSHA256: "99b25b42250fd55ee7e8d153e646e8ef6c4a94be284b5dffeffc2a60fdc8146b",
        authorization: "TC3-HMAC-SHA256 Credential=AKIDIXyG4FezN4GYLLBcw2Dam9tSSPaIh0tG/2019-02-27/tione/tc3_request"
            + ", SignedHeaders=content-type;host, "
            + "Signature=e954d72a4a071e9241c8f67b2b2452c534e48b04e2356c381b20d4040c369574"
    ),
]
