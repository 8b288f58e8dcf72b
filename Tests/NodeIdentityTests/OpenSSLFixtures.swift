/// Certificates made once with OpenSSL 3.0, valid until 2126, each with at most one defect. Their keys are thrown away.
enum OpenSSLFixtures {
    /// Everything is sound.
    static let sound = """
        -----BEGIN CERTIFICATE-----
        MIIB6jCCAZCgAwIBAgIUFQnndN1IYE2vPRraW/Nv0lULlpAwCgYIKoZIzj0EAwIw
        GDEWMBQGA1UEAwwNZml4dHVyZSBDQSBlYzAgFw0yNjExMjEwMjUwMjVaGA8yMTI2
        MTAyODAyNTAyNVowEjEQMA4GA1UEAwwHZml4dHVyZTBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABDVlrEhZGnnCxFE47M9mRgPMsRlD+cHpN+hpSUqmRwIDJA9FE+1R
        egBdU7O3mw0vTv7qtIcMelSjnsa34hwZCRCjgbswgbgwDAYDVR0TAQH/BAIwADAO
        BgNVHQ8BAf8EBAMCB4AwHQYDVR0lBBYwFAYIKwYBBQUHAwEGCCsGAQUFBwMCMDkG
        A1UdEQQyMDCGLnNwaWZmZTovL25vcnRoLmZjZy5leGFtcGxlL2F1dGhvcml0eS9F
        MDgwMDAwMzUwHQYDVR0OBBYEFPp38hjNcEv9HmMIBJYrUehwyIx8MB8GA1UdIwQY
        MBaAFLOGlzCgw/fwVVh9hVdxhbtlBOpIMAoGCCqGSM49BAMCA0gAMEUCIQCgN07f
        b1xkwb1DqOlybLKGgOmA/nw56XDUrmvbggddawIgds0d5vcwu3NE3StRVnI/7emD
        nrtQmt2Y4QVG5rGanAY=
        -----END CERTIFICATE-----
        """

    /// Sound except for a critical extension that nobody knows.
    static let criticalExtension = """
        -----BEGIN CERTIFICATE-----
        MIIB/TCCAaSgAwIBAgIUFQnndN1IYE2vPRraW/Nv0lULlpEwCgYIKoZIzj0EAwIw
        GDEWMBQGA1UEAwwNZml4dHVyZSBDQSBlYzAgFw0yNjExMjEwMjUwMjVaGA8yMTI2
        MTAyODAyNTAyNVowEjEQMA4GA1UEAwwHZml4dHVyZTBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABDVlrEhZGnnCxFE47M9mRgPMsRlD+cHpN+hpSUqmRwIDJA9FE+1R
        egBdU7O3mw0vTv7qtIcMelSjnsa34hwZCRCjgc8wgcwwDAYDVR0TAQH/BAIwADAO
        BgNVHQ8BAf8EBAMCB4AwHQYDVR0lBBYwFAYIKwYBBQUHAwEGCCsGAQUFBwMCMDkG
        A1UdEQQyMDCGLnNwaWZmZTovL25vcnRoLmZjZy5leGFtcGxlL2F1dGhvcml0eS9F
        MDgwMDAwMzUwEgYJKwYBBAGGjR8BAQH/BAIFADAdBgNVHQ4EFgQU+nfyGM1wS/0e
        YwgElitR6HDIjHwwHwYDVR0jBBgwFoAUs4aXMKDD9/BVWH2FV3GFu2UE6kgwCgYI
        KoZIzj0EAwIDRwAwRAIgX+i7/1b9BPowWBxc8Ac4hOZ+P4zzL4Qa9Mhl7yzkeysC
        IGCWeDM/eXNgAVoXpKDbuDpz9nBkjSoE0gXLEVhgPhih
        -----END CERTIFICATE-----
        """

    /// Sound except that it is signed with RSA and SHA-1.
    static let sha1 = """
        -----BEGIN CERTIFICATE-----
        MIICrDCCAZSgAwIBAgIUNj91WZKRoEdvwPWClNjaMJxxAB0wDQYJKoZIhvcNAQEF
        BQAwGTEXMBUGA1UEAwwOZml4dHVyZSBDQSByc2EwIBcNMjYxMTIxMDI1MjM2WhgP
        MjEyNjEwMjgwMjUyMzZaMBIxEDAOBgNVBAMMB2ZpeHR1cmUwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAAQ1ZaxIWRp5wsRROOzPZkYDzLEZQ/nB6TfoaUlKpkcCAyQP
        RRPtUXoAXVOzt5sNL07+6rSHDHpUo57Gt+IcGQkQo4G7MIG4MAwGA1UdEwEB/wQC
        MAAwDgYDVR0PAQH/BAQDAgeAMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcD
        AjA5BgNVHREEMjAwhi5zcGlmZmU6Ly9ub3J0aC5mY2cuZXhhbXBsZS9hdXRob3Jp
        dHkvRTA4MDAwMDM1MB0GA1UdDgQWBBT6d/IYzXBL/R5jCASWK1HocMiMfDAfBgNV
        HSMEGDAWgBRUGcPH1acHWL7sABfF4fQKM+r93zANBgkqhkiG9w0BAQUFAAOCAQEA
        ntY8nsJFDEbrE5wkm6XOYfQQuLWlAXRXoonH8oqCuTjPV8nP39GsycuLUYWw3ceu
        mnzEnFcsh2FWV1oL6cmd1OS/RNB3V1IzzjAs/UqkJC9fvoBnTDlXWpvFDRk05FBh
        moHIcvmQRDnlPExIq7maki4bPh4xGxZY8Zh3Gh4J0tzGP04CMtoURYc+fV2DhVRc
        XaGT8T/6fNA9+3uK23kyRatVbXKyime5qG1CLGFuf0MuqcI93qhq91xWf2CzlVGd
        O800zW0CdxeOrDONswI3FZakfOalEdsqYbUsZ1iiKsZPt2i6giODHrTv9y/HVlj2
        hae750ZA97VEujiQZkI0Ww==
        -----END CERTIFICATE-----
        """

    /// Sound, by an issuer with critical name constraints.
    static let limitedLeaf = """
        -----BEGIN CERTIFICATE-----
        MIIB7zCCAZWgAwIBAgIUZ27ibtMw3OnuaxCg6h0EnB9QHwowCgYIKoZIzj0EAwIw
        HTEbMBkGA1UEAwwSZml4dHVyZSBDQSBsaW1pdGVkMCAXDTI2MTEyMTAyNTAyNVoY
        DzIxMjYxMDI4MDI1MDI1WjASMRAwDgYDVQQDDAdmaXh0dXJlMFkwEwYHKoZIzj0C
        AQYIKoZIzj0DAQcDQgAENWWsSFkaecLEUTjsz2ZGA8yxGUP5wek36GlJSqZHAgMk
        D0UT7VF6AF1Ts7ebDS9O/uq0hwx6VKOexrfiHBkJEKOBuzCBuDAMBgNVHRMBAf8E
        AjAAMA4GA1UdDwEB/wQEAwIHgDAdBgNVHSUEFjAUBggrBgEFBQcDAQYIKwYBBQUH
        AwIwOQYDVR0RBDIwMIYuc3BpZmZlOi8vbm9ydGguZmNnLmV4YW1wbGUvYXV0aG9y
        aXR5L0UwODAwMDAzNTAdBgNVHQ4EFgQU+nfyGM1wS/0eYwgElitR6HDIjHwwHwYD
        VR0jBBgwFoAUs4aXMKDD9/BVWH2FV3GFu2UE6kgwCgYIKoZIzj0EAwIDSAAwRQIg
        c+YCLRliyhAiG1a3w4vFEFmb7d50VjMoRz5M6Yw8LGUCIQCGrWivbxGTOAfJIiO8
        MbnDv5/sUOHXx89Bw6uH3jngqA==
        -----END CERTIFICATE-----
        """

    /// Sound except that its key may only agree on keys.
    static let noSignature = """
        -----BEGIN CERTIFICATE-----
        MIIB6jCCAZCgAwIBAgIUFQnndN1IYE2vPRraW/Nv0lULlpIwCgYIKoZIzj0EAwIw
        GDEWMBQGA1UEAwwNZml4dHVyZSBDQSBlYzAgFw0yNjExMjEwMjUwMjVaGA8yMTI2
        MTAyODAyNTAyNVowEjEQMA4GA1UEAwwHZml4dHVyZTBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABDVlrEhZGnnCxFE47M9mRgPMsRlD+cHpN+hpSUqmRwIDJA9FE+1R
        egBdU7O3mw0vTv7qtIcMelSjnsa34hwZCRCjgbswgbgwDAYDVR0TAQH/BAIwADAO
        BgNVHQ8BAf8EBAMCAwgwHQYDVR0lBBYwFAYIKwYBBQUHAwEGCCsGAQUFBwMCMDkG
        A1UdEQQyMDCGLnNwaWZmZTovL25vcnRoLmZjZy5leGFtcGxlL2F1dGhvcml0eS9F
        MDgwMDAwMzUwHQYDVR0OBBYEFPp38hjNcEv9HmMIBJYrUehwyIx8MB8GA1UdIwQY
        MBaAFLOGlzCgw/fwVVh9hVdxhbtlBOpIMAoGCCqGSM49BAMCA0gAMEUCIEBo+C8F
        FEkdKW/gc9FRHzFqPszmZEmuurcn/DqCSzXSAiEA8HS3pEd4JEmE2fXbs4Tczo2R
        0+AKFkowt7nTOkU4AWo=
        -----END CERTIFICATE-----
        """

    /// Sound except that it names `anyExtendedKeyUsage` alone.
    static let anyUsage = """
        -----BEGIN CERTIFICATE-----
        MIIB3DCCAYKgAwIBAgIUFQnndN1IYE2vPRraW/Nv0lULlpMwCgYIKoZIzj0EAwIw
        GDEWMBQGA1UEAwwNZml4dHVyZSBDQSBlYzAgFw0yNjExMjEwMjUwMjVaGA8yMTI2
        MTAyODAyNTAyNVowEjEQMA4GA1UEAwwHZml4dHVyZTBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABDVlrEhZGnnCxFE47M9mRgPMsRlD+cHpN+hpSUqmRwIDJA9FE+1R
        egBdU7O3mw0vTv7qtIcMelSjnsa34hwZCRCjga0wgaowDAYDVR0TAQH/BAIwADAO
        BgNVHQ8BAf8EBAMCB4AwDwYDVR0lBAgwBgYEVR0lADA5BgNVHREEMjAwhi5zcGlm
        ZmU6Ly9ub3J0aC5mY2cuZXhhbXBsZS9hdXRob3JpdHkvRTA4MDAwMDM1MB0GA1Ud
        DgQWBBT6d/IYzXBL/R5jCASWK1HocMiMfDAfBgNVHSMEGDAWgBSzhpcwoMP38FVY
        fYVXcYW7ZQTqSDAKBggqhkjOPQQDAgNIADBFAiEA/pxxS/yQZXpZpFnDrqJQeXDY
        w7OWRk0HTwMVYTms2A8CIHVfhKlvDJMCuj4Wy0eGAxMnpsM6acS7Iq6SmOmSqPQ2
        -----END CERTIFICATE-----
        """

    /// The issuer of most.
    static let issuer = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCARygAwIBAgIUCZzGEiDSlxtB+103gPk9ArG7YcQwCgYIKoZIzj0EAwIw
        GDEWMBQGA1UEAwwNZml4dHVyZSBDQSBlYzAgFw0yNjExMjEwMjUwMjVaGA8yMTI2
        MTAyODAyNTAyNVowGDEWMBQGA1UEAwwNZml4dHVyZSBDQSBlYzBZMBMGByqGSM49
        AgEGCCqGSM49AwEHA0IABJznggqywdOtc1ZA1pEg6XlTbElVDzf8BTJyXeg4mE5c
        qbVoMYVh55Fl9wqqcnmau6Q/8pGHDV/sIUHQgyVF1HujQjBAMA8GA1UdEwEB/wQF
        MAMBAf8wDgYDVR0PAQH/BAQDAgIEMB0GA1UdDgQWBBSzhpcwoMP38FVYfYVXcYW7
        ZQTqSDAKBggqhkjOPQQDAgNIADBFAiBqy8CFz0MStEReoCHjlLYLjJQCn+xURdPI
        UyI1WfLrYwIhAPJbbnL5twIMitqEWcNM/KeLoj97Q9A5v0gtsaX5x5sP
        -----END CERTIFICATE-----
        """

    /// The issuer that signed with SHA-1.
    static let rsaIssuer = """
        -----BEGIN CERTIFICATE-----
        MIIDBDCCAeygAwIBAgIUOclNYkGVdqT8ombvzrLWrXHFpPMwDQYJKoZIhvcNAQEL
        BQAwGTEXMBUGA1UEAwwOZml4dHVyZSBDQSByc2EwIBcNMjYxMTIxMDI1MjM2WhgP
        MjEyNjEwMjgwMjUyMzZaMBkxFzAVBgNVBAMMDmZpeHR1cmUgQ0EgcnNhMIIBIjAN
        BgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArFSqm7VbvbkVq8LftzBrF5ufQcsX
        1QHDoa/K/fG9HfqGLM4fZqodA35d1r8Trf9R9nMffaKD3CaVE45sxFa64zXn4CYw
        5E7ebgLaXFCBq361i93hL4uSeWQrjoc6wpTDW/nI3OZqhA6k6ClPV46ghiODRp80
        DzPgjOcLN80hv6vfoez0iMGiZ9eJVUDtT851YW5nQjeewDVDavmfggm/qt7rmSuS
        f86WqQeFY9gFGHLB4a+mqKwlUJ+Q5m+Ii4yw+QJ319LKeaN5m0gTDsPa0kOAumIn
        nPniCvqU7trdGaKcmUm6Z1SuZB91mjgAn0WZ16RmeSB28nfSYo8a2eRt+QIDAQAB
        o0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAdBgNVHQ4EFgQU
        VBnDx9WnB1i+7AAXxeH0CjPq/d8wDQYJKoZIhvcNAQELBQADggEBAGBLYAy/MXzu
        bTr/p2O7ftMfCsY7X26dTNBNhRBiT6c/rNZCuzgRL/lb9R4lsmfmf07EiBfeF2/z
        rKqa6xfZ6Df2IvGMT+BFEFxcVypAbZRvyurga3su2//8chV49gdDVaBQpLVz6QTt
        HJXH5Xyb42VAwow7L4AlQWpE65rl5tO63d+QXSshFrFdSZvx2RorKNDs4s5aQRle
        KlZXLUeVjBwzYo51ftHMq26w8cP5PTvkA3TEBNcqR2dB1r76UTY6hV+odHsdL2ob
        fwJHp3hmVs7huzkacx/cuI4wlAFTS9Miv6QdKld2Qw+AlFfpTVMvMXTTUTTnq/pB
        zotEJ4lilVs=
        -----END CERTIFICATE-----
        """

    /// An issuer with critical name constraints.
    static let limitedIssuer = """
        -----BEGIN CERTIFICATE-----
        MIIBoTCCAUegAwIBAgIUaHw/etLGvvY0Jy/VGfvQv8pZSCswCgYIKoZIzj0EAwIw
        HTEbMBkGA1UEAwwSZml4dHVyZSBDQSBsaW1pdGVkMCAXDTI2MTEyMTAyNTAyNVoY
        DzIxMjYxMDI4MDI1MDI1WjAdMRswGQYDVQQDDBJmaXh0dXJlIENBIGxpbWl0ZWQw
        WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASc54IKssHTrXNWQNaRIOl5U2xJVQ83
        /AUycl3oOJhOXKm1aDGFYeeRZfcKqnJ5mrukP/KRhw1f7CFB0IMlRdR7o2MwYTAP
        BgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAfBgNVHR4BAf8EFTAToBEw
        D4INbGVlZHMuZXhhbXBsZTAdBgNVHQ4EFgQUs4aXMKDD9/BVWH2FV3GFu2UE6kgw
        CgYIKoZIzj0EAwIDSAAwRQIhAIsIMcafKoWvgkrKOUp3OYDuSAKeAlE9a5B6MRF0
        P7OAAiAYGLAmwsxoFkiLtRsNuBt3NMiUFpiXCEIlOEtIpevM1Q==
        -----END CERTIFICATE-----
        """
}
