package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Asks the caller for what this JVM lacks and waits for the answer. Any thread. */
final class CallerQuestions {
    private final Inbox inbox;
    private final Outbox outbox;
    private final Doorbell doorbell;

    CallerQuestions(Inbox inbox, Outbox outbox, Doorbell doorbell) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.doorbell = doorbell;
    }

    Source ask(int kind, int loader, String name) throws IOException {
        int question = inbox.question();
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[Message.HEADER + 9 + text.length];
        Bytes.int32(message, 0, message.length - 4);
        message[4] = Message.ASK;
        Bytes.int32(message, 5, question);
        message[9] = (byte) kind;
        Bytes.int32(message, 10, loader);
        System.arraycopy(text, 0, message, 14, text.length);
        outbox.send(message, message.length);
        doorbell.ringIfAsleep();
        return inbox.answer(question);
    }
}
