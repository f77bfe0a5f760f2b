/**
 * For tests: a certificate of localhost and 127.0.0.1 that it signed itself, valid until 2126, and its private key.
 * They protect nothing. Made by `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
 * -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1`.
 */
export const CERT = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUbVbeqWeZOoFqyeWnEt0pYRtbBD8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDE3MjgyNloYDzIxMjYxMTA2
MTcyODI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATRfvxk4qLlWRC5OfLmAN18jJE8H+8XSwrauqurce6DoKnB/YtJi2hP
Nrk3diJvnaJuFjfTjjb8MGajjUYT5SV4o28wbTAdBgNVHQ4EFgQULFGr/NKdDCPf
4SOwLuVY8jSKHHkwHwYDVR0jBBgwFoAULFGr/NKdDCPf4SOwLuVY8jSKHHkwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAJQ0LvfdF7xrcMaqwfqznsq5q6kqDXU/WAW0H/xPXmFGAiEA
4tlNQJWOszJYG3koPB9jlg/VLS8jWwxefi816apD0io=
-----END CERTIFICATE-----
`

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGMpG9HavWv+3iMrU
9eyxEl0m6xhVHy2APpNI7qbxunahRANCAATRfvxk4qLlWRC5OfLmAN18jJE8H+8X
Swrauqurce6DoKnB/YtJi2hPNrk3diJvnaJuFjfTjjb8MGajjUYT5SV4
-----END PRIVATE KEY-----
`
