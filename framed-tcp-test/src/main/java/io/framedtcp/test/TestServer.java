/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Manages a {@link FramedTcpServer} in a field, of any visibility, of a JUnit Jupiter
 * test class: <pre class="code">
 * &#64;TestServer
 * final FramedTcpServer server = FramedTcpServer.echo();
 * </pre> A test fails if its server did not use all that the test has prepared; see
 * {@link FramedTcpServer#verify()}.
 * <ul>
 * <li>The server of an instance field is closed after each test.
 * <li>The server of a static field, or of any field of a class with the life-cycle
 * {@code PER_CLASS}, is shared by the tests of the class and its nested classes. It is
 * {@linkplain FramedTcpServer#reset() reset} after each test, and
 * {@linkplain FramedTcpServer#stop() stopped} after the last. Such tests must not run in
 * parallel.
 * </ul>
 * A class can have several servers. It creates them itself, so they listen before
 * anything that needs their port is set up.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FramedTcpServerExtension.class)
public @interface TestServer {

}
