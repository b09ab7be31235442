package io.github.jvmpool.home;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How two processes show each other that they know the same key, without telling it: each answers a random challenge of the other with
 * its HMAC. Python's {@code multiprocessing.connection} does likewise.
 *
 * <p>Either side reads a fixed number of bytes and nothing else before the other has proved itself. The answers of the two sides differ
 * even to equal challenges, so that nobody can be made to answer for himself.
 */
public final class Proof {
    private static final byte[] GREETING = "jvmpool 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHALLENGE = 32;
    private static final int DIGEST = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private static final byte WELCOME = 1;
    private static final byte REFUSED = 0;

    private Proof() {}

    /**
     * Lets in who knows the key.
     *
     * @throws SecurityException if the other side does not know it, or talks of something else
     */
    public static void demand(InputStream from, OutputStream to, byte[] key) throws IOException {
        var in = new DataInputStream(from);
        var out = new DataOutputStream(to);
        byte[] mine = challenge();
        out.write(GREETING);
        out.write(mine);
        out.flush();
        byte[] theirs = in.readNBytes(CHALLENGE);
        byte[] answer = in.readNBytes(DIGEST);
        if (answer.length < DIGEST)
            throw new EOFException("the other side left before it had proved that it knows the key");
        if (!MessageDigest.isEqual(answer, digest(key, 'c', mine, theirs))) {
            out.write(REFUSED);
            out.flush();
            throw new SecurityException("a process that does not know the key wanted to connect");
        }
        out.write(WELCOME);
        out.write(digest(key, 's', theirs, mine));
        out.flush();
    }

    /**
     * Shows that this side knows the key, and makes sure that the other does.
     *
     * @throws SecurityException if one of them does not
     */
    public static void give(InputStream from, OutputStream to, byte[] key) throws IOException {
        var in = new DataInputStream(from);
        byte[] greeting = in.readNBytes(GREETING.length);
        if (!Arrays.equals(greeting, GREETING)) {
            throw new IOException(
                    greeting.length == 0
                            ? "the other side closed the connection at once"
                            : "the other side is nothing of jvmpool's, or another version");
        }
        byte[] theirs = new byte[CHALLENGE];
        in.readFully(theirs);
        byte[] mine = challenge();
        to.write(mine);
        to.write(digest(key, 'c', theirs, mine));
        to.flush();
        if (in.readByte() != WELCOME) throw new SecurityException("the other side has refused the key");
        byte[] answer = new byte[DIGEST];
        in.readFully(answer);
        if (!MessageDigest.isEqual(answer, digest(key, 's', mine, theirs)))
            throw new SecurityException("the other side does not know the key");
    }

    private static byte[] challenge() {
        byte[] bytes = new byte[CHALLENGE];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] digest(byte[] key, char side, byte[] challenge, byte[] counter) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            // A key of no bytes is refused by the JDK; the greeting before it changes nothing in what is secret.
            byte[] whole = Arrays.copyOf(GREETING, GREETING.length + key.length);
            System.arraycopy(key, 0, whole, GREETING.length, key.length);
            mac.init(new SecretKeySpec(whole, ALGORITHM));
            mac.update((byte) side);
            mac.update(challenge);
            mac.update(counter);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + ALGORITHM, e);
        }
    }
}
