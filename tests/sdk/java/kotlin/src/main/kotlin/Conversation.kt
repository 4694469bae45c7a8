import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import thunder.messenger.JoinError
import thunder.messenger.JoinParams
import thunder.messenger.LeaveParams
import thunder.messenger.MessengerClient
import thunder.messenger.RoomUpdateAction
import thunder.messenger.RoomUpdateEvent
import thunder.messenger.Security
import thunder.messenger.runtime.Client
import thunder.messenger.runtime.Event
import thunder.messenger.runtime.Gap
import thunder.messenger.runtime.Item
import thunder.messenger.runtime.Options

/** Talks to the server at a URL by the Java package, as Kotlin does: coroutines, `use`, `when`, properties. */
fun main(arguments: Array<String>) = runBlocking {
    val options = Options.builder().onState { state -> println("state $state") }.build()
    Client(arguments[0], options).use { client ->
        val service = MessengerClient(client)
        val rooms = service.subscribeRoomUpdate().await()
        val params = JoinParams("Lounge", "Kotlin").withSecure(Security.Known.SECURE)
        check(params.acl()?.size == null)
        val token = service.join(params).await()
        check(token.length == 20) { token }
        try {
            service.join(params).await()
            error("joined twice")
        } catch (error: JoinError) {
            check(error.kind() == JoinError.Kind.ILLEGAL_STATE) { error }
        }
        service.leave(LeaveParams(token)).await()
        val told = rooms.use { it.asSequence().map(::text).take(2).toList() }
        check(told == listOf("Lounge is open", "Lounge is gone")) { told }
    }
}

/** Complete: the compiler demands a branch for whatever an item and an enumeration can be. */
private fun text(item: Item<RoomUpdateEvent>): String =
    when (item) {
        is Gap -> item.reason()
        is Event -> item.params().room() + " is " + when (val action = item.params().action()) {
            RoomUpdateAction.Known.CREATED -> "open"
            RoomUpdateAction.Known.DESTROYED -> "gone"
            is RoomUpdateAction.Unknown -> action.text()
        }
    }
