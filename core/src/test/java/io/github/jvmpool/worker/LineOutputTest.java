package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.wire.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineOutputTest {
    private FakeCaller caller;
    private LineOutput output;

    @BeforeEach
    void open() throws Exception {
        caller = new FakeCaller(1 << 22);
        output = new LineOutput(caller.outbox, caller.doorbell, 2);
    }

    /** {@return what has been sent: each text, behind "line " if it was said to be whole} */
    private List<String> sent() throws IOException {
        List<String> texts = new ArrayList<>();
        while (caller.source.next() == Message.PRINT) {
            assertThat(caller.source.int8()).isEqualTo((byte) 2);
            String complete = caller.source.int8() == 1 ? "line " : "";
            byte[] text = new byte[(int) caller.source.remaining()];
            caller.source.bytes(text, 0, text.length);
            texts.add(complete + new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 0, bytes.length);
    }

    @Test
    void sendsWholeLinesTogetherAndKeepsTheRest() throws Exception {
        write("one\ntwo\nthr");
        List<String> before = sent();
        write("ee\n");

        assertThat(before).containsExactly("line one\ntwo\n");
        assertThat(sent()).containsExactly("line three\n");
    }

    @Test
    void sendsALineThatItsTaskDidNotEnd() throws Exception {
        write("one");
        output.sendRest();
        output.sendRest();

        assertThat(sent()).containsExactly("one");
    }

    @Test
    void keepsABoundedPartOfALineWithoutEnd() throws Exception {
        for (int i = 0; i < 1 << 20; i++) output.write('x');

        assertThat(String.join("", sent()).length()).isGreaterThan((1 << 20) - (1 << 17));
    }

    @Test
    void cutsALongLineBetweenCharacters() throws Exception {
        String text = "x" + "\u00e9\u4e00\ud83d\ude00".repeat(50_000);
        for (int split = 0; split < 3; split++) {
            write(text);
            output.sendRest();

            assertThat(String.join("", sent())).isEqualTo(text);
        }
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) output.write(each);
        output.sendRest();

        assertThat(String.join("", sent())).isEqualTo(text);
    }
}
