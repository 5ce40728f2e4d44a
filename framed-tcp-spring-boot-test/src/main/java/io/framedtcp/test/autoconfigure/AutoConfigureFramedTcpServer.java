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

package io.framedtcp.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

import io.framedtcp.autoconfigure.FramedTcpConnectionDetails;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerFraming;

/**
 * Lets a client of the application under test talk to a {@link FramedTcpServer}, which is
 * a bean: <pre class="code">
 * &#64;SpringBootTest
 * &#64;AutoConfigureFramedTcpServer
 * class PaymentsTests {
 *
 *     &#64;Autowired
 *     FramedTcpServer server;
 *
 *     &#64;Test
 *     void balanceIsShown() {
 *         this.server.enqueue("42.41");
 *     }
 *
 * }
 * </pre> Whatever server and TLS the application's properties name, the client uses this
 * server, in plain TCP; see {@link FramedTcpConnectionDetails}. The server answers by
 * what a test enqueues, and frames are those of the client's properties, for requests and
 * for replies. If the client's framing is a bean, define a {@link ServerFraming} bean. A
 * {@code FramedTcpServer} bean of the test takes the place of this server, as where the
 * application talks to it when it starts. Either kind of bean is for one client if the
 * client's name is its {@link Qualifier}.
 * <p>
 * A test fails if its server was told to do something and not asked for it, see
 * {@link FramedTcpServer#verify()}. The server is {@linkplain FramedTcpServer#reset()
 * reset} behind each test, which closes connections, and closed with the application
 * context. Tests that share a context must not run in parallel. {@link #client() Clients}
 * are part of what contexts are cached by.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(AutoConfigureFramedTcpServers.class)
public @interface AutoConfigureFramedTcpServer {

	/**
	 * Name of the client, which is the qualifier of its server. By default that without a
	 * name.
	 * @return the name, as it is spelled under {@code framed-tcp.clients}
	 */
	String client() default "default";

}
