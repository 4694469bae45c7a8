/**
 * What a registration is made of before it has a client id.
 *
 * @param register the designator of {@code register}
 * @param unregister the designator of {@code unregister}
 * @param event the name that is registered for
 * @param prefix stands in front of the client's own id; empty: nothing does
 * @param notification what notifications are called behind the client id and a dot
 * @param snapshot whether the server tells its current state upon registration
 */
record Target(
    String register,
    String unregister,
    String event,
    String prefix,
    String notification,
    boolean snapshot) {}
