package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.NativeText;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.ProtocolException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Brings simulated workers up and sees them to their end in the steps of {@link WorkerStarter}, with anything in between. */
final class SimStarter implements Starter {
    private final Simulation simulation;
    private final PoolConfig config;
    private final LinkOwner owner;
    private final Map<SimWorker, Reader> readers = new HashMap<>();
    int concluding;
    boolean ended;

    SimStarter(Simulation simulation, PoolConfig config, LinkOwner owner) {
        this.simulation = simulation;
        this.config = config;
        this.owner = owner;
    }

    /** The link's thread. */
    private final class Reader {
        final Link link;
        final SimWorker worker;
        final Receiver receiver;
        final Outputs outputs;
        boolean clogged;
        boolean over;

        Reader(Link link, SimWorker worker) {
            this.link = link;
            this.worker = worker;
            this.outputs = new Outputs(config.output(), owner, link, simulation.clock.helpers());
            this.receiver = new Receiver(owner, link, worker, simulation.decoder, outputs, new NativeText(line -> {}));
        }

        void receive() {
            if (over) return;
            if (clogged) {
                simulation.clock.soon(this::receive, 2_000_000);
                return;
            }
            try {
                do receiver.receive();
                while (!worker.file().toCaller().sleep());
                worker.takePublished().forEach(simulation.promises::received);
            } catch (ProtocolException e) {
                throw new AssertionError("a worker that keeps the protocol is said to have broken it", e);
            }
        }

        void conclude() {
            owner.takeOut(link);
            over = true;
            try {
                receiver.receiveRest();
                worker.takePublished().forEach(simulation.promises::received);
            } catch (ProtocolException e) {
                throw new AssertionError("a worker that keeps the protocol is said to have broken it", e);
            }
            simulation.clock.soon(this::report, 2_000_000);
        }

        void report() {
            long lastWords = worker.file().lastWords();
            WorkerEnd end = WorkerEnd.of(
                    owner.info(link), worker.exitCode, owner.forced(link), lastWords, "", "", "", Optional.empty());
            simulation.tell("worker " + worker.pid() + " is gone");
            owner.gone(link, end, lastWords == LastWords.STOPPED);
            concluding--;
            readers.remove(worker);
            simulation.free(worker);
        }
    }

    @Override
    public void start(Link link) {
        concluding++;
        simulation.clock.soon(() -> live(link), 3_000_000);
    }

    private void live(Link link) {
        if (simulation.startFails()) {
            concluding--;
            owner.neverStarted(link, new IOException("simulated"));
            return;
        }
        SimWorker worker = simulation.newWorker();
        Encoder nothing = new Encoder(CallerLoaders.shared());
        link.attach(worker, nothing.finish());
        Reader reader = new Reader(link, worker);
        readers.put(worker, reader);
        simulation.clock.soon(() -> attached(reader), 500_000);
    }

    private void attached(Reader reader) {
        simulation.tell("worker " + reader.worker.pid() + " is attached as " + reader.link.name);
        owner.attached(reader.link);
        reader.receive();
        simulation.clock.after(simulation.bootNanos(), reader.worker::boot);
    }

    /** A byte in a worker's stdout. */
    void ring(SimWorker worker) {
        Reader reader = readers.get(worker);
        if (reader != null) simulation.clock.soon(reader::receive, 40_000);
    }

    void clog(SimWorker worker, boolean stops) {
        Reader reader = readers.get(worker);
        if (reader != null) reader.clogged = stops;
    }

    /** Its process has ended; its pipe, and the news of the exit, follow in any order. */
    void died(SimWorker worker) {
        Reader reader = readers.get(worker);
        if (reader == null) throw new AssertionError("a worker nobody knows");
        simulation.clock.soon(() -> owner.takeOut(reader.link), 3_000_000);
        simulation.clock.soon(reader::conclude, 6_000_000);
    }

    @Override
    public void end() {
        if (ended) throw new AssertionError("ended twice");
        ended = true;
    }
}
