package dev.sluice;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Listens to operating-system signals. {@code sun.misc.Signal} is reached by name, because the compiler warns of it
 * and a shutdown hook can neither choose the exit code nor hear a second signal.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs the action on a thread of its own each time one of the signals arrives.
     *
     * @return whether this JVM lets us listen; if not, the caller falls back to a shutdown hook
     */
    static boolean on(Runnable action, String... names) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> args != null && System.identityHashCode(proxy) == System.identityHashCode(args[0]);
                default -> "signal handler";
            };
            Object handler =
                    Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, invocation);
            for (String name : names) {
                Object instance = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handlerType).invoke(null, instance, handler);
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
