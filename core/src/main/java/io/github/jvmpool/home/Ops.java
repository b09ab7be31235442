package io.github.jvmpool.home;

/** The operations of hosted objects, for those who ask for them. */
public final class Ops {
    public static final int QUEUE_PEEK = HostedQueue.PEEK;
    public static final int QUEUE_ROOM = HostedQueue.ROOM;
    public static final int QUEUE_SNAPSHOT = HostedQueue.SNAPSHOT;
    public static final int QUEUE_REMOVE = HostedQueue.REMOVE;
    public static final int QUEUE_DRAIN = HostedQueue.DRAIN;
    public static final int QUEUE_TASK_DONE = HostedQueue.TASK_DONE;
    public static final int QUEUE_JOIN = HostedQueue.JOIN;

    public static final int LOCK_LOCK = HostedLock.LOCK;
    public static final int LOCK_TRY = HostedLock.TRY;
    public static final int LOCK_UNLOCK = HostedLock.UNLOCK;
    public static final int LOCK_IS_LOCKED = HostedLock.IS_LOCKED;
    public static final int LOCK_NEW_CONDITION = HostedLock.NEW_CONDITION;
    public static final int LOCK_AWAIT = HostedLock.AWAIT;
    public static final int LOCK_SIGNAL = HostedLock.SIGNAL;
    public static final int LOCK_SIGNAL_ALL = HostedLock.SIGNAL_ALL;

    public static final int SEMAPHORE_ACQUIRE = HostedSemaphore.ACQUIRE;
    public static final int SEMAPHORE_TRY = HostedSemaphore.TRY;
    public static final int SEMAPHORE_RELEASE = HostedSemaphore.RELEASE;
    public static final int SEMAPHORE_AVAILABLE = HostedSemaphore.AVAILABLE;
    public static final int SEMAPHORE_DRAIN = HostedSemaphore.DRAIN;

    public static final int EVENT_SET = HostedEvent.SET;
    public static final int EVENT_CLEAR = HostedEvent.CLEAR;
    public static final int EVENT_IS_SET = HostedEvent.IS_SET;
    public static final int EVENT_AWAIT = HostedEvent.AWAIT;

    public static final int BARRIER_AWAIT = HostedBarrier.AWAIT;
    public static final int BARRIER_TRIP = HostedBarrier.TRIP;
    public static final int BARRIER_RESET = HostedBarrier.RESET;
    public static final int BARRIER_IS_BROKEN = HostedBarrier.IS_BROKEN;
    public static final int BARRIER_WAITING = HostedBarrier.WAITING;
    public static final int BARRIER_BREAK = HostedBarrier.BREAK;
    public static final int BARRIER_PARTIES = HostedBarrier.PARTIES;
    public static final int BARRIER_RUN_ACTION = HostedBarrier.RUN_ACTION;

    public static final int LATCH_COUNT_DOWN = HostedLatch.COUNT_DOWN;
    public static final int LATCH_COUNT = HostedLatch.COUNT;
    public static final int LATCH_AWAIT = HostedLatch.AWAIT;

    public static final int REFERENCE_GET = HostedReference.GET;
    public static final int REFERENCE_SET = HostedReference.SET;
    public static final int REFERENCE_SET_IF = HostedReference.SET_IF;

    public static final int LIST_SIZE = HostedList.SIZE;
    public static final int LIST_GET = HostedList.GET;
    public static final int LIST_SET = HostedList.SET;
    public static final int LIST_ADD = HostedList.ADD;
    public static final int LIST_INSERT = HostedList.INSERT;
    public static final int LIST_REMOVE = HostedList.REMOVE;
    public static final int LIST_CLEAR = HostedList.CLEAR;
    public static final int LIST_SNAPSHOT = HostedList.SNAPSHOT;
    public static final int LIST_REMOVE_IF = HostedList.REMOVE_IF;
    public static final int LIST_SET_IF = HostedList.SET_IF;
    public static final int LIST_REPLACE_IF = HostedList.REPLACE_IF;

    public static final int MAP_GET = HostedMap.GET;
    public static final int MAP_PUT = HostedMap.PUT;
    public static final int MAP_PUT_IF_ABSENT = HostedMap.PUT_IF_ABSENT;
    public static final int MAP_REMOVE = HostedMap.REMOVE;
    public static final int MAP_CONTAINS = HostedMap.CONTAINS;
    public static final int MAP_SIZE = HostedMap.SIZE;
    public static final int MAP_CLEAR = HostedMap.CLEAR;
    public static final int MAP_SNAPSHOT = HostedMap.SNAPSHOT;
    public static final int MAP_REPLACE = HostedMap.REPLACE;
    public static final int MAP_REMOVE_IF = HostedMap.REMOVE_IF;
    public static final int MAP_REPLACE_IF = HostedMap.REPLACE_IF;
    public static final int MAP_COMPUTE = HostedMap.COMPUTE;
    public static final int MAP_COMPUTE_IF_ABSENT = HostedMap.COMPUTE_IF_ABSENT;
    public static final int MAP_COMPUTE_IF_PRESENT = HostedMap.COMPUTE_IF_PRESENT;
    public static final int MAP_MERGE = HostedMap.MERGE;
    public static final int MAP_REPLACE_ALL = HostedMap.REPLACE_ALL;
    public static final int MAP_KEYS = HostedMap.KEYS;
    public static final int MAP_READ = HostedMap.READ;
    public static final int MAP_SET_IF = HostedMap.SET_IF;

    public static final int PIPE_OPEN = HostedPipe.OPEN;
    public static final int END_SEND = HostedEnd.SEND;
    public static final int END_RECV = HostedEnd.RECV;
    public static final int END_AWAIT = HostedEnd.AWAIT;
    public static final int END_READY = HostedEnd.READY;
    public static final int END_CLOSE = HostedEnd.CLOSE;
    public static final int END_SHIPPED = HostedEnd.SHIPPED;
    public static final int END_ARRIVED = HostedEnd.ARRIVED;

    public static final int MEMORY_OPEN = HostedMemory.OPEN;
    public static final int MEMORY_UNLINK = HostedMemory.UNLINK;

    public static final int OBJECT_INVOKE = HostedObject.INVOKE;
    public static final int OBJECT_TO_STRING = HostedObject.TO_STRING;

    private Ops() {}
}
