package io.github.jvmpool.shared;

import io.github.jvmpool.JvmProcess;
import io.github.jvmpool.PoolException;
import io.github.jvmpool.Task;
import io.github.jvmpool.VoidTask;
import io.github.jvmpool.home.Address;
import io.github.jvmpool.home.Home;
import io.github.jvmpool.home.HomeLost;
import io.github.jvmpool.home.Homes;
import io.github.jvmpool.home.Items;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Request;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.home.Values;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Says where shared objects live: in this JVM, in a process of their own, or in another machine's. Python's {@code multiprocessing.Manager}.
 *
 * <pre>{@code
 * try (Manager manager = Manager.start(); Pool pool = Pool.of(4)) {
 *     SharedMap<String, Integer> words = manager.map();
 *     pool.forEach(word -> words.merge(word, 1, Integer::sum), text);
 *     System.out.println(words);
 * }
 * }</pre>
 *
 * <p>The objects are the same as those of {@code SharedQueue.create()} and so on, which live in the first JVM of the family; they may be put
 * into one another and stay shared. All methods may be called by any thread.
 */
public final class Manager implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(5);

    private final Place place;
    private final @Nullable JvmProcess process;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Manager(Place place, @Nullable JvmProcess process) {
        this.place = place;
        this.process = process;
    }

    // ---- which ----

    /** {@return the manager of objects that live in this JVM} */
    public static Manager local() {
        return new Manager(Home.own(), null);
    }

    /**
     * Starts a process for objects.
     *
     * @return its manager; to close it ends the process
     * @throws PoolException if the process does not come up
     */
    public static Manager start() {
        SharedQueue<byte[]> addresses = SharedQueue.createIn(Home.own(), Integer.MAX_VALUE);
        VoidTask serve = () -> {
            addresses.put(Home.own().address().bytes());
            Home.own().awaitShutDown();
        };
        JvmProcess process =
                JvmProcess.builder(serve).name("Manager").daemon(true).build();
        process.start();
        try {
            byte[] address = address(addresses, process);
            return new Manager(Place.at(Address.read(Values.source(address))), process);
        } catch (IOException | RuntimeException e) {
            process.kill();
            throw new PoolException("the process for shared objects did not come up: " + e.getMessage(), e);
        } finally {
            addresses.close();
        }
    }

    private static byte[] address(SharedQueue<byte[]> addresses, JvmProcess process) throws IOException {
        long begun = System.nanoTime();
        boolean interrupted = false;
        try {
            while (System.nanoTime() - begun < START.toNanos()) {
                try {
                    byte[] address = addresses.poll(100, TimeUnit.MILLISECONDS);
                    if (address != null) return address;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (!process.isAlive()) throw new IOException("it ended with exit code " + process.exitCode());
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
        throw new IOException("it did not answer within " + START.toSeconds() + " s");
    }

    /**
     * Connects to a manager that {@linkplain #listen listens}, on this or another machine.
     *
     * @param address where it listens
     * @param key what both sides know; it is not sent
     * @return a manager of the same objects; to close it ends the connection, and with it all that this process has of them, unless there
     *     are other connections of this process to the same manager, or it had objects of it before it connected
     * @throws SecurityException if one side does not know the key
     * @throws ManagerLostException if nobody listens there
     */
    public static Manager connect(InetSocketAddress address, byte[] key) {
        return connect(address, key, SocketFactory.getDefault());
    }

    /**
     * Likewise, over an encrypted connection.
     *
     * @param tls whom to trust; processes to which objects are passed on use the default one of their JVM
     */
    public static Manager connect(InetSocketAddress address, byte[] key, SSLContext tls) {
        return connect(address, key, tls.getSocketFactory());
    }

    private static Manager connect(InetSocketAddress address, byte[] key, SocketFactory sockets) {
        checkKey(key);
        try {
            return new Manager(Place.at(address.getHostString(), address.getPort(), key.clone(), sockets), null);
        } catch (HomeLost e) {
            throw SharedObject.lost(e);
        }
    }

    /**
     * Sets what values that this process reads out of shared objects have to pass, besides the filter of the JVM. Without it any class is
     * accepted, within limits of size and depth.
     *
     * @param filter asked about each class
     */
    public static void deserializationFilter(ObjectInputFilter filter) {
        Values.filter(Objects.requireNonNull(filter, "filter"));
    }

    /**
     * Lets processes connect that know the key, from other machines too, as far as {@code address} reaches. They may use all objects and run
     * code in the process where they live, so the key is worth as much as that process. What is sent is not encrypted: beyond networks you
     * trust, use {@link #listen(InetSocketAddress, byte[], SSLContext)} or a tunnel.
     *
     * @param address where to listen; port 0 for any that is free
     * @param key what they have to know
     * @return where it listens
     * @throws IllegalArgumentException if the key is empty
     */
    public InetSocketAddress listen(InetSocketAddress address, byte[] key) {
        checkKey(key);
        Request request = place.request(Homes.LISTEN);
        request.out().string(address.getHostString());
        request.int32(address.getPort()).int32(key.length).bytes(key);
        int port = SharedObject.int32(SharedObject.call(request));
        return new InetSocketAddress(address.getHostString(), port);
    }

    /**
     * Likewise, with encrypted connections. For {@link #local()} only: a context of TLS does not travel.
     *
     * @param tls who to be
     * @throws IllegalStateException if the objects live in another process
     * @throws IOException if it cannot listen there
     */
    public InetSocketAddress listen(InetSocketAddress address, byte[] key, SSLContext tls) throws IOException {
        checkKey(key);
        if (!(place instanceof Home home)) {
            throw new IllegalStateException("only Manager.local() can listen with TLS: its context does not travel");
        }
        int port = home.listen(address, key.clone(), tls.getServerSocketFactory());
        return new InetSocketAddress(address.getHostString(), port);
    }

    private static void checkKey(byte[] key) {
        if (key.length == 0) throw new IllegalArgumentException("the key must not be empty");
    }

    // ---- objects ----

    /** {@return a queue without a limit} */
    public <E> SharedQueue<E> queue() {
        return SharedQueue.createIn(place, Integer.MAX_VALUE);
    }

    /** {@return a queue with a limit; 0 or less for none} */
    public <E> SharedQueue<E> queue(int maxsize) {
        return SharedQueue.createIn(place, maxsize <= 0 ? Integer.MAX_VALUE : maxsize);
    }

    /** {@return an empty map} */
    public <K, V> SharedMap<K, V> map() {
        return SharedMap.createIn(place);
    }

    /** {@return a map with these entries} */
    public <K, V> SharedMap<K, V> map(Map<? extends K, ? extends V> entries) {
        SharedMap<K, V> map = SharedMap.createIn(place);
        map.putAll(entries);
        return map;
    }

    /** {@return an empty list} */
    public <E> SharedList<E> list() {
        return SharedList.createIn(place);
    }

    /** {@return a list with these elements} */
    public <E> SharedList<E> list(Collection<? extends E> elements) {
        SharedList<E> list = SharedList.createIn(place);
        list.addAll(elements);
        return list;
    }

    /** {@return an empty set} */
    public <E> SharedSet<E> set() {
        return SharedSet.createIn(place);
    }

    /** {@return a set with these elements} */
    public <E> SharedSet<E> set(Collection<? extends E> elements) {
        SharedSet<E> set = SharedSet.createIn(place);
        set.addAll(elements);
        return set;
    }

    /** {@return a lock that nobody holds} */
    public SharedLock lock() {
        return new SharedLock(SharedObject.createAt(place, Types.LOCK));
    }

    /** {@return a condition with a lock of its own} */
    public SharedCondition condition() {
        return lock().newCondition();
    }

    /** {@return a semaphore with so many permits} */
    public SharedSemaphore semaphore(int permits) {
        return SharedSemaphore.createIn(place, permits, false);
    }

    /** {@return a semaphore that never has more permits than at first} */
    public SharedSemaphore boundedSemaphore(int permits) {
        return SharedSemaphore.createIn(place, permits, true);
    }

    /** {@return an event that is not set} */
    public SharedEvent event() {
        return new SharedEvent(SharedObject.createAt(place, Types.EVENT));
    }

    /** {@return a barrier for so many threads} */
    public SharedBarrier barrier(int parties) {
        return SharedBarrier.createIn(place, parties, null);
    }

    /** {@return a barrier for so many threads, the last of which runs an action} */
    public SharedBarrier barrier(int parties, VoidTask action) {
        return SharedBarrier.createIn(place, parties, action);
    }

    /** {@return a latch} */
    public SharedCountDownLatch countDownLatch(long count) {
        return SharedCountDownLatch.createIn(place, count);
    }

    /** {@return a whole number} */
    public SharedLong longValue(long value) {
        return SharedLong.createIn(place, value);
    }

    /** {@return a number} */
    public SharedDouble doubleValue(double value) {
        return SharedDouble.createIn(place, value);
    }

    /** {@return a reference} */
    public <T> SharedReference<T> reference(@Nullable T value) {
        return SharedReference.createIn(place, value);
    }

    /** {@return memory, for processes of the machine where this manager's objects live} */
    public SharedMemory memory(long bytes) {
        return SharedMemory.createIn(place, bytes);
    }

    /** {@return a pipe} */
    public Pipe pipe() {
        return Pipe.openIn(place);
    }

    /**
     * Shares any object: what {@code factory} makes, where this manager's objects live. Python's {@code BaseManager.register}.
     *
     * <p>Arguments and results are copied; what a method throws is thrown here. Methods run on threads of their own, several at a time, so
     * the object must be thread-safe. A method that declares {@link InterruptedException} can be interrupted from here.
     *
     * @param iface the interface by which it is used
     * @param factory makes it
     * @return the object, to be used, captured, passed and so on like any shared object
     * @throws IllegalArgumentException if {@code iface} is no interface
     * @throws io.github.jvmpool.ShippingException if the factory cannot travel
     */
    public <T> T share(Class<T> iface, Task<? extends T> factory) {
        if (!iface.isInterface()) throw new IllegalArgumentException(iface.getName() + " is no interface");
        Objects.requireNonNull(factory, "factory");
        var handler = new SharedInvocation(SharedObject.createAt(place, Types.OBJECT, iface, factory));
        return iface.cast(Proxy.newProxyInstance(iface.getClassLoader(), new Class<?>[] {iface}, handler));
    }

    // ---- names ----

    /**
     * Gives a shared object, or any value, a name by which others who are connected can find it.
     *
     * @throws io.github.jvmpool.ShippingException if it cannot travel
     */
    public void bind(String name, Object object) {
        Request request = place.request(Homes.BIND);
        request.out().string(name);
        try {
            SharedObject.call(Items.write(request, Objects.requireNonNull(object, "object")));
        } catch (ShippingFailure e) {
            throw SharedObject.unshippable(e);
        }
    }

    /**
     * {@return what has that name}
     *
     * @throws NoSuchElementException if nothing has
     * @throws ClassCastException if it is something else
     */
    public <T> T find(String name, Class<T> type) {
        Request request = place.request(Homes.FIND);
        request.out().string(name);
        Object found = Place.value(SharedObject.call(request));
        if (found == null) throw new NoSuchElementException("nothing is bound to the name " + name);
        return type.cast(found);
    }

    // ---- the process ----

    /** {@return the process where this manager's objects live} */
    public long pid() {
        return place.address().pid();
    }

    /**
     * Ends the process that {@link #start()} started, or the connection that {@link #connect} made; whoever uses objects of it gets a
     * {@link ManagerLostException}. The manager of this JVM's objects has nothing to end. Closing it again does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        JvmProcess server = process;
        if (server == null) {
            place.disconnect();
            return;
        }
        boolean interrupted = false;
        try {
            place.request(Homes.SHUT_DOWN).call();
            if (!server.join(END)) server.kill();
        } catch (HomeLost gone) {
            server.kill();
        } catch (InterruptedException e) {
            interrupted = true;
            server.kill();
        }
        server.close();
        if (interrupted) Thread.currentThread().interrupt();
    }
}
