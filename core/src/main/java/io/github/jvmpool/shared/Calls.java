package io.github.jvmpool.shared;

import io.github.jvmpool.home.HomeLost;
import io.github.jvmpool.home.Items;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Request;
import io.github.jvmpool.wire.ShippingFailure;
import org.jspecify.annotations.Nullable;

/** Writes what goes into collections, and says in public terms why it cannot. */
final class Calls {
    private Calls() {}

    private interface Writing {
        Request write();
    }

    private static Request checked(Writing writing) {
        try {
            return writing.write();
        } catch (ShippingFailure e) {
            throw SharedObject.unshippable(e);
        } catch (HomeLost e) {
            throw SharedObject.lost(e);
        }
    }

    /** Adds a value that is to stay there; the last thing of a request. */
    static Request item(Request request, @Nullable Object value) {
        return checked(() -> Items.write(request, value));
    }

    /** Adds a value that is to stay there, behind its length. */
    static Request sizedItem(Request request, @Nullable Object value) {
        return checked(() -> Items.writeSized(request, value));
    }

    /** Adds a value that is needed for the operation alone, behind its length. */
    static Request sized(Request request, @Nullable Object value) {
        return checked(() -> Items.sized(request, value));
    }

    /** Adds a value that is needed for the operation alone; the last thing of a request. */
    static Request value(Request request, @Nullable Object value) {
        return checked(() -> request.value(value));
    }

    static Handle handle(Class<?> type, Remote remote) {
        remote.ships();
        return new Handle(type, remote);
    }

    static void close(Remote remote) {
        try {
            remote.close();
        } catch (HomeLost e) {
            // Gone it is.
        }
    }
}
