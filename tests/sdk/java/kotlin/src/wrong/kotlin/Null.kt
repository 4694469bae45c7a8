import thunder.messenger.JoinParams

// Neither line compiles, since Kotlin knows of the package what may be null.

fun whereNothingMayBeNull(user: String?) = JoinParams("Lounge", user)

fun whereSomethingMayBeNull(params: JoinParams): List<String> = params.acl()
