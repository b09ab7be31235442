package io.github.jvmpool.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How strangers prove to each other that they know a key, for those who connect on their own; see {@link Proof}. */
public final class Doors {
    private Doors() {}

    /**
     * Lets in who knows the key.
     *
     * @throws SecurityException if the other side does not know it
     */
    public static void demandProof(InputStream in, OutputStream out, byte[] key) throws IOException {
        Proof.demand(in, out, key);
    }

    /**
     * Shows that this side knows the key, and makes sure that the other does.
     *
     * @throws SecurityException if one of them does not
     */
    public static void giveProof(InputStream in, OutputStream out, byte[] key) throws IOException {
        Proof.give(in, out, key);
    }
}
