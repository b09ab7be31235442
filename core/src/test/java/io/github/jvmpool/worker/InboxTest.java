package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several threads of a worker take messages from one ring: none of them may sleep through its own. */
class InboxTest {
    private static final int ASKERS = 3;
    private static final int ROUNDS = 20_000;

    private final FakeCaller caller;
    private final List<FutureTask<?>> threads = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** How many chunks the task thread has read. */
    private volatile int taken;

    InboxTest() throws Exception {
        caller = new FakeCaller(1 << 12);
    }

    @Test
    void everyThreadThatAsksGetsItsAnswer() throws Exception {
        for (int i = 0; i < ASKERS; i++) start(this::ask);
        start(this::answerInRounds);

        awaitAll();
    }

    @Test
    void theTaskThreadGetsItsChunksWhileOtherThreadsAsk() throws Exception {
        start(this::ask);
        start(() -> takeChunks(0));
        start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                int question = nextQuestion();
                caller.send(FakeCaller.chunk(0, number(i)));
                caller.answer(question);
                awaitTaken(i + 1);
            }
            return null;
        });

        awaitAll();
    }

    @Test
    void aThreadGetsItsAnswerThatLiesBehindALargeMessageReadByTheTaskThread() throws Exception {
        start(this::ask);
        start(() -> takeChunks(ChunkHeader.STREAMED));
        byte[] large = new byte[6000];
        start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Bytes.int32(large, 0, i);
                caller.send(FakeCaller.chunk(ChunkHeader.STREAMED, large));
                caller.answer(nextQuestion());
                awaitTaken(i + 1);
            }
            return null;
        });

        awaitAll();
    }

    private Void ask() throws IOException {
        var questions = new CallerQuestions(caller.inbox, caller.outbox, caller.doorbell);
        for (int i = 0; i < ROUNDS; i++) {
            int expected = asked.incrementAndGet();
            Source answer = questions.ask(0, 0, "name");
            assertThat(answer.remaining()).as("question %s", expected).isEqualTo(4);
        }
        return null;
    }

    /** Every thread sleeps or is about to in each round, so that no later ring makes up for one that was missed. */
    private Void answerInRounds() throws IOException {
        var questions = new int[ASKERS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < ASKERS; i++) questions[i] = nextQuestion();
            for (int i = 0; i < ASKERS; i++) caller.answer(questions[(i + round) % ASKERS]);
        }
        return null;
    }

    private int nextQuestion() throws IOException {
        assertThat(caller.next()).isEqualTo(Message.ASK);
        return caller.source.int32();
    }

    private Void takeChunks(int flags) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Inbox.Letter letter = caller.inbox.next();
            assertThat(letter.kind()).isEqualTo(Message.CHUNK);
            var head = new ChunkHeader(letter.body());
            assertThat(head.flags).isEqualTo(flags);
            byte[] item = new byte[letter.body().int32()];
            letter.body().bytes(item, 0, item.length);
            assertThat(Bytes.int32(item, 0)).isEqualTo(i);
            caller.inbox.endStreaming();
            taken = i + 1;
        }
        return null;
    }

    /** The worker's side is quiet before the next round, so that no later ring makes up for one that was missed. */
    private void awaitTaken(int chunks) {
        while (taken < chunks) Thread.onSpinWait();
    }

    private static byte[] number(int number) {
        byte[] bytes = new byte[4];
        Bytes.int32(bytes, 0, number);
        return bytes;
    }

    private void start(Callable<Void> body) {
        var task = new FutureTask<>(body);
        threads.add(task);
        var thread = new Thread(task, "inbox test " + threads.size());
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitAll() throws InterruptedException, ExecutionException {
        for (FutureTask<?> thread : threads) {
            try {
                thread.get(20, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("a thread sleeps although what it waits for has come", e);
            }
        }
    }
}
